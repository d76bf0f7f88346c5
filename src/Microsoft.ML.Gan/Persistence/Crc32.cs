using System.Runtime.InteropServices;

namespace Microsoft.ML.Gan;

/// <summary>The checksum of zip files (polynomial 0xEDB88320); the framework has it only in a package of its own.</summary>
internal sealed class Crc32
{
    private const int Slices = 8;

    // Eight tables take eight bytes a step: a network's weights are checked in the time that reading them takes.
    private static readonly uint[][] _tables = NewTables();

    private uint _state = uint.MaxValue;

    /// <summary>The checksum of all that was appended.</summary>
    public uint Value => ~_state;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var state = _state;
        while (bytes.Length >= Slices)
        {
            var low = MemoryMarshal.Read<uint>(bytes) ^ state;
            var high = MemoryMarshal.Read<uint>(bytes[4..]);
            state = _tables[7][low & 255] ^ _tables[6][(low >> 8) & 255] ^ _tables[5][(low >> 16) & 255] ^ _tables[4][low >> 24]
                ^ _tables[3][high & 255] ^ _tables[2][(high >> 8) & 255] ^ _tables[1][(high >> 16) & 255] ^ _tables[0][high >> 24];
            bytes = bytes[Slices..];
        }

        foreach (var value in bytes)
            state = _tables[0][(state ^ value) & 255] ^ (state >> 8);
        _state = state;
    }

    private static uint[][] NewTables()
    {
        var tables = new uint[Slices][];
        for (var slice = 0; slice < Slices; slice++)
        {
            tables[slice] = new uint[256];
            for (uint value = 0; value < 256; value++)
                tables[slice][value] = slice == 0 ? Shift(value) : tables[0][tables[slice - 1][value] & 255] ^ (tables[slice - 1][value] >> 8);
        }

        return tables;
    }

    private static uint Shift(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
        return value;
    }
}
