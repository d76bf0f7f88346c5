using System.Buffers.Binary;
using System.Text;

namespace EmojiSample;

/// <summary>A window into a font's bytes, big-endian. Nothing is read beyond it: a font that points there is refused.</summary>
internal readonly struct FontTable
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly string _name;

    private FontTable(ReadOnlyMemory<byte> bytes, string name) => (_bytes, _name) = (bytes, name);

    public int Length => _bytes.Length;

    /// <summary>The tables of a font file by their names.</summary>
    /// <exception cref="InvalidDataException">It is no such file, or a table does not lie within it.</exception>
    public static Dictionary<string, FontTable> Directory(ReadOnlyMemory<byte> file)
    {
        const int headerLength = 12, entryLength = 16;
        var whole = new FontTable(file, "table directory");
        if (file.Length < headerLength || whole.U32(0) is not (0x00010000 or 0x4F54544F)) // TrueType's version, or OTTO
            throw new InvalidDataException("This is no OpenType font: it does not begin as one.");
        var tables = new Dictionary<string, FontTable>();
        for (var i = 0; i < whole.U16(4); i++)
        {
            var entry = headerLength + (i * entryLength);
            var name = Encoding.Latin1.GetString(whole.Bytes(entry, 4).Span);
            tables[name] = new FontTable(whole.Bytes(whole.U32(entry + 8), whole.U32(entry + 12), $"table {name}"), $"table {name}");
        }

        return tables;
    }

    public byte U8(long at) => Bytes(at, 1).Span[0];

    public ushort U16(long at) => BinaryPrimitives.ReadUInt16BigEndian(Bytes(at, 2).Span);

    public uint U32(long at) => BinaryPrimitives.ReadUInt32BigEndian(Bytes(at, 4).Span);

    public ReadOnlyMemory<byte> Bytes(long at, long length) => Bytes(at, length, _name);

    /// <summary>The rest of the table from here on, which its offsets count from.</summary>
    public FontTable From(long at) => new(Bytes(at, Length - at), _name);

    public InvalidDataException Error(string problem) => new($"The font's {_name} {problem}.");

    private ReadOnlyMemory<byte> Bytes(long at, long length, string what) => at >= 0 && length >= 0 && at <= _bytes.Length - length
        ? _bytes.Slice((int)at, (int)length)
        : throw new InvalidDataException($"The font is truncated or corrupt: its {what} reaches beyond byte {_bytes.Length} of what it lies in.");
}
