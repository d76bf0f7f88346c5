using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.Gan;

/// <summary>The symbol versions that a shared library needs of other libraries, in a file in memory (ELF, 64 bits, little-endian).</summary>
/// <remarks>
/// The layouts are those of the System V ABI (Elf64_Ehdr, Elf64_Shdr, Elf64_Sym) and of the Linux Standard Base, part
/// "Symbol Versioning" (Elf64_Verneed, Elf64_Vernaux). Every offset is checked before it is used.
/// </remarks>
internal readonly ref struct ElfVersionNeeds
{
    private const uint SymbolVersions = 0x6fffffff; // SHT_GNU_versym
    private const uint VersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
    private const byte Weak = 2; // VER_FLG_WEAK
    private const int SectionSize = 64;
    private const int SymbolSize = 24;

    private readonly Span<byte> _file;

    private ElfVersionNeeds(Span<byte> file) => _file = file;

    /// <summary>Marks a required version as weak, so that the loader accepts its absence. The layout of the file does not change.</summary>
    /// <param name="file">The library, which is changed.</param>
    /// <param name="version">The version's name.</param>
    /// <param name="onlySymbol">The symbol of that version which may be missing. Another one would be missed when it is called.</param>
    /// <returns>Whether the library needs the version.</returns>
    /// <exception cref="InvalidDataException">The file is no such library, is damaged, or needs another symbol of the version.</exception>
    public static bool Weaken(Span<byte> file, string version, string onlySymbol)
    {
        ReadOnlySpan<byte> beginning = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2 /* 64 bits */, 1 /* little-endian */];
        if (!file.StartsWith(beginning))
            throw new InvalidDataException("is not a 64-bit ELF library.");
        try
        {
            return new ElfVersionNeeds(file).Weaken(Encoding.ASCII.GetBytes(version), Encoding.ASCII.GetBytes(onlySymbol));
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("is damaged: it refers to places outside of it.", e);
        }
    }

    private bool Weaken(ReadOnlySpan<byte> version, ReadOnlySpan<byte> onlySymbol)
    {
        if (FindSection(VersionNeeds) is not { } needs)
            return false;
        var strings = Section(needs.Link);
        var found = false;
        for (long need = needs.Offset, next = -1; next != 0; need += next)
        {
            next = UInt32(need + 12);
            for (long entry = need + UInt32(need + 8), step = -1; step != 0; entry += step)
            {
                step = UInt32(entry + 12);
                if (!Text(strings.Offset + UInt32(entry + 8)).SequenceEqual(version))
                    continue;
                RequireOnly(onlySymbol, UInt16(entry + 6), version);
                _file[checked((int)entry + 4)] |= Weak;
                found = true;
            }
        }

        return found;
    }

    /// <summary>Checks that no other symbol is bound to the version that has this index.</summary>
    private void RequireOnly(ReadOnlySpan<byte> symbol, int versionIndex, ReadOnlySpan<byte> version)
    {
        if (FindSection(SymbolVersions) is not { } versions)
            throw new InvalidDataException("is damaged: it has no table of its symbols' versions.");
        var symbols = Section(versions.Link);
        var strings = Section(symbols.Link);
        for (var index = 0L; index < versions.Size / 2; index++)
        {
            if ((UInt16(versions.Offset + 2 * index) & 0x7fff) != versionIndex)
                continue;
            var name = Text(strings.Offset + UInt32(symbols.Offset + SymbolSize * index));
            if (!name.SequenceEqual(symbol))
                throw new InvalidDataException($"needs more of {Encoding.ASCII.GetString(version)} than a marker: '{Encoding.ASCII.GetString(name)}'.");
        }
    }

    private (long Offset, long Size, int Link)? FindSection(uint type)
    {
        int count = UInt16(0x3c);
        for (var index = 0; index < count; index++)
        {
            if (UInt32(HeaderOf(index) + 4) == type)
                return Section(index);
        }

        return null;
    }

    private (long Offset, long Size, int Link) Section(int index)
    {
        var header = HeaderOf(index);
        return (Int64(header + 24), Int64(header + 32), checked((int)UInt32(header + 40)));
    }

    private long HeaderOf(int index) => checked(Int64(0x28) + (long)index * SectionSize);

    private ReadOnlySpan<byte> Text(long offset)
    {
        var rest = _file[checked((int)offset)..];
        return rest[..rest.IndexOf((byte)0)];
    }

    private int UInt16(long offset) => BinaryPrimitives.ReadUInt16LittleEndian(_file[checked((int)offset)..]);

    private long UInt32(long offset) => BinaryPrimitives.ReadUInt32LittleEndian(_file[checked((int)offset)..]);

    private long Int64(long offset) => BinaryPrimitives.ReadInt64LittleEndian(_file[checked((int)offset)..]);
}
