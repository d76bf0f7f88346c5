using System.Buffers.Binary;

namespace Microsoft.ML.Data;

// The size that an encoded image says it has. gd allocates what a header asks for before it looks at what follows, so
// the header is read here first.
internal static class EncodedSize
{
    // A gigabyte of pixels; beyond it lies no image that a machine for this stand-in could hold.
    private const long MostPixels = 1L << 28;

    public static bool IsReasonable(ReadOnlySpan<byte> data, EncodedFormat format)
    {
        try
        {
            var (width, height) = format switch
            {
                EncodedFormat.Png => (BinaryPrimitives.ReadInt32BigEndian(data[16..]), BinaryPrimitives.ReadInt32BigEndian(data[20..])),
                EncodedFormat.Jpeg => Jpeg(data),
                EncodedFormat.Gif => Gif(data),
                EncodedFormat.Bmp => Bmp(data),
                _ => Webp(data),
            };
            return width > 0 && height > 0 && (long)width * height <= MostPixels;
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            // The data end within the header.
            return false;
        }
    }

    private static (int Width, int Height) Jpeg(ReadOnlySpan<byte> data)
    {
        for (int at = 2; ;)
        {
            if (data[at..][0] != 0xFF)
                return default;
            byte marker = data[(at + 1)..][0];
            // FF may be repeated before a marker.
            if (marker == 0xFF)
            {
                at++;
                continue;
            }
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return (BinaryPrimitives.ReadUInt16BigEndian(data[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(data[(at + 5)..]));
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(data[(at + 2)..]);
        }
    }

    // The screen, or the first frame where that is larger.
    private static (int Width, int Height) Gif(ReadOnlySpan<byte> data)
    {
        int width = Word(data, 6), height = Word(data, 8);
        int at = 13 + ColorTable(data[10]);
        while (data[at..][0] == 0x21)
        {
            at += 2;
            while (data[at..][0] is > 0 and var length)
                at += 1 + length;
            at++;
        }
        return data[at] == 0x2C ? (Math.Max(width, Word(data, at + 5)), Math.Max(height, Word(data, at + 7))) : default;
    }

    private static int ColorTable(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static (int Width, int Height) Bmp(ReadOnlySpan<byte> data)
    {
        if (BinaryPrimitives.ReadInt32LittleEndian(data[14..]) == 12)
            return (Word(data, 18), Word(data, 20));
        int height = BinaryPrimitives.ReadInt32LittleEndian(data[22..]);
        // Negative: rows from the top.
        return (BinaryPrimitives.ReadInt32LittleEndian(data[18..]), height == int.MinValue ? 0 : Math.Abs(height));
    }

    private static (int Width, int Height) Webp(ReadOnlySpan<byte> data)
    {
        var content = data.Slice(20, 10);
        if (data[12..].StartsWith("VP8X"u8))
            return (1 + (Word(content, 4) | (content[6] << 16)), 1 + (Word(content, 7) | (content[9] << 16)));
        if (data[12..].StartsWith("VP8L"u8))
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(content[1..]);
            return (1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
        }
        return (Word(content, 6) & 0x3FFF, Word(content, 8) & 0x3FFF);
    }

    private static int Word(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt16LittleEndian(data[at..]);
}
