namespace Microsoft.ML.Gan;

/// <summary>
/// What the bytes of a picture's file say of it before a codec sees them. Codecs allocate what a header asks for, and some give
/// the part of a picture that a truncated file has as if it were all of it; so both are looked at here first.
/// </summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
internal readonly record struct PictureHeader(long Width, long Height)
{
    public long Pixels => Width * Height;

    /// <summary>Tells the format by the content, whatever the file's name says.</summary>
    /// <exception cref="InvalidDataException">It is no PNG, JPEG, BMP, GIF or WebP, or not a whole one; the message says what it is instead.</exception>
    public static PictureHeader Read(ReadOnlySpan<byte> file)
    {
        var bytes = new PictureBytes(file);
        var header = file switch
        {
            [] => throw new InvalidDataException("it is empty"),
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => PngFile.Read(bytes),
            [0xFF, 0xD8, 0xFF, ..] => JpegFile.Read(bytes),
            [(byte)'B', (byte)'M', ..] => BmpFile.Read(bytes),
            [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => GifFile.Read(bytes),
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => WebpFile.Read(bytes),
            [(byte)'I', (byte)'I', 0x2A, 0, ..] or [(byte)'M', (byte)'M', 0, 0x2A, ..] =>
                throw new InvalidDataException("it is a TIFF, which ML.NET has no decoder for; PNG holds the same pixels"),
            _ => throw new InvalidDataException("its content is no PNG, JPEG, BMP, GIF or WebP"),
        };
        return header is { Width: > 0, Height: > 0 }
            ? header
            : throw new InvalidDataException($"its header says {header.Width} pixels wide and {header.Height} high");
    }
}

/// <summary>The bytes of a file; what lies beyond its end is said to be missing.</summary>
internal readonly ref struct PictureBytes(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Length => _bytes.Length;

    public byte this[long at] => Slice(at, 1)[0];

    /// <exception cref="InvalidDataException">The file is shorter.</exception>
    public ReadOnlySpan<byte> Slice(long at, long count) => at + count <= _bytes.Length
        ? _bytes.Slice((int)at, (int)count)
        : throw new InvalidDataException($"it is truncated: it ends after {_bytes.Length} bytes, before what it says it has");
}
