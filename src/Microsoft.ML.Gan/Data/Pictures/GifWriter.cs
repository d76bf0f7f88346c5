using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.Gan;

/// <summary>Writes pictures of one size as an animated GIF (89a) that repeats for ever. All have one palette, so that nothing flickers.</summary>
internal static class GifWriter
{
    private const int MaxSide = ushort.MaxValue;

    /// <param name="stream">Where to write; stays open.</param>
    /// <param name="pixels">N×H×W×C: the pictures one after the other.</param>
    /// <param name="shape">The shape of one.</param>
    /// <param name="delay">How long each is seen, in hundredths of a second.</param>
    /// <param name="scale">Each pixel becomes a square of this many.</param>
    public static void Write(Stream stream, ReadOnlySpan<byte> pixels, ImageShape shape, int delay, int scale)
    {
        var (width, height) = (checked(shape.Width * scale), checked(shape.Height * scale));
        Check.That(width <= MaxSide && height <= MaxSide, nameof(scale), $"makes pictures of {height}×{width} pixels; those of a GIF have at most {MaxSide} a side");
        var palette = new GifPalette(pixels, shape.Channels);
        var compressor = new GifCompressor(stream);

        stream.Write("GIF89a"u8);
        WriteNumbers(stream, width, height);
        stream.Write([0xF7, 0, 0]); // a palette of 2⁷⁺¹ colours follows
        stream.Write(palette.Colors);
        stream.Write([0x21, 0xFF, 11]);
        stream.Write(Encoding.ASCII.GetBytes("NETSCAPE2.0"));
        stream.Write([3, 1, 0, 0, 0]); // repeats without end

        var indices = new byte[width * height];
        for (var start = 0; start < pixels.Length; start += shape.Length)
        {
            Paint(pixels.Slice(start, shape.Length), shape, palette, scale, indices);
            stream.Write([0x21, 0xF9, 4, 4]); // stays until the next covers it
            WriteNumbers(stream, delay);
            stream.Write([0, 0, 0x2C]);
            WriteNumbers(stream, 0, 0, width, height);
            stream.WriteByte(0); // no palette of its own, rows in order
            compressor.Write(indices);
        }

        stream.WriteByte(0x3B);
    }

    private static void Paint(ReadOnlySpan<byte> picture, ImageShape shape, GifPalette palette, int scale, Span<byte> indices)
    {
        var width = shape.Width * scale;
        for (var y = 0; y < shape.Height; y++)
        {
            var row = indices.Slice(y * scale * width, width);
            for (var x = 0; x < shape.Width; x++)
                row.Slice(x * scale, scale).Fill(palette.IndexOf(picture.Slice(((y * shape.Width) + x) * shape.Channels, shape.Channels)));
            for (var copy = 1; copy < scale; copy++)
                row.CopyTo(indices[(((y * scale) + copy) * width)..]);
        }
    }

    private static void WriteNumbers(Stream stream, params ReadOnlySpan<int> numbers)
    {
        Span<byte> bytes = stackalloc byte[2];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)number);
            stream.Write(bytes);
        }
    }
}
