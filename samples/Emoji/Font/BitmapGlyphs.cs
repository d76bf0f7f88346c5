using System.Buffers.Binary;

namespace EmojiSample;

/// <summary>The tables CBLC (where) and CBDT (what): the picture of each glyph, a PNG file within the font.</summary>
internal static class BitmapGlyphs
{
    /// <summary>No emoji is larger; a decoder allocates what the picture's header says.</summary>
    private const int LargestSide = 1024;

    private const int StrikeLength = 48;
    private const int SmallMetrics = 5;
    private const int BigMetrics = 8;
    private static readonly byte[] _pngBeginning = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'];

    /// <summary>The pictures of the largest size that the font has, by glyph, in the order of the font.</summary>
    /// <exception cref="InvalidDataException">The tables are not what they should be.</exception>
    public static SortedDictionary<ushort, ReadOnlyMemory<byte>> Read(FontTable where, FontTable what)
    {
        long strikes = where.U32(4), best = -1;
        for (long i = 0; i < strikes; i++)
        {
            var strike = 8 + (i * StrikeLength);
            _ = where.Bytes(strike, StrikeLength);
            if (best < 0 || where.U8(strike + 45) > where.U8(best + 45)) // pixels an em, down
                best = strike;
        }

        if (best < 0)
            throw where.Error("has no size with pictures");

        var pictures = new SortedDictionary<ushort, ReadOnlyMemory<byte>>();
        var ranges = where.From(where.U32(best));
        for (long i = 0, count = where.U32(best + 8); i < count; i++)
        {
            ushort first = ranges.U16(8 * i), last = ranges.U16((8 * i) + 2);
            var places = ranges.From(ranges.U32((8 * i) + 4));
            var format = places.U16(2);
            foreach (var (glyph, start, length) in Places(places, first, last))
            {
                // Ranges that overlap could name more pictures than there are glyphs.
                if (!pictures.TryAdd(glyph, default))
                    throw where.Error($"names glyph {glyph} twice");
                if (length > 0)
                    pictures[glyph] = Picture(what, glyph, format, what.Bytes(start, length));
                else
                    pictures.Remove(glyph);
            }
        }

        return pictures;
    }

    /// <summary>Where in CBDT the glyphs of one range lie.</summary>
    private static IEnumerable<(ushort Glyph, long Start, long Length)> Places(FontTable table, ushort first, ushort last)
    {
        var (format, start) = (table.U16(0), (long)table.U32(4));
        var count = Math.Max(0, last - first + 1);
        switch (format)
        {
            case 1: // an offset of 32 bits for each glyph
                for (var i = 0; i < count; i++)
                    yield return ((ushort)(first + i), start + table.U32(8 + (4 * i)), (long)table.U32(12 + (4 * i)) - table.U32(8 + (4 * i)));
                break;
            case 2: // all of one length
                for (var i = 0; i < count; i++)
                    yield return ((ushort)(first + i), start + ((long)i * table.U32(8)), table.U32(8));
                break;
            case 3: // an offset of 16 bits for each glyph
                for (var i = 0; i < count; i++)
                    yield return ((ushort)(first + i), start + table.U16(8 + (2 * i)), table.U16(10 + (2 * i)) - table.U16(8 + (2 * i)));
                break;
            case 4: // only some of the range, each with an offset
                for (long i = 0; i < table.U32(8); i++)
                    yield return (table.U16(12 + (4 * i)), start + table.U16(14 + (4 * i)), table.U16(18 + (4 * i)) - table.U16(14 + (4 * i)));
                break;
            case 5: // only some of the range, all of one length
                for (long i = 0; i < table.U32(20); i++)
                    yield return (table.U16(24 + (2 * i)), start + (i * table.U32(8)), table.U32(8));
                break;
            default:
                throw table.Error($"lists glyphs in the unknown format {format}");
        }
    }

    /// <summary>The PNG file of one glyph's data: after its metrics, if it has its own, and its length.</summary>
    private static ReadOnlyMemory<byte> Picture(FontTable table, ushort glyph, ushort format, ReadOnlyMemory<byte> data)
    {
        var metrics = format switch
        {
            17 => SmallMetrics,
            18 => BigMetrics,
            19 => 0,
            _ => throw table.Error($"has glyph {glyph} in the format {format}, which is no PNG"),
        };
        if (data.Length < metrics + 4 || BinaryPrimitives.ReadUInt32BigEndian(data.Span[metrics..]) > data.Length - metrics - 4)
            throw table.Error($"has a picture for glyph {glyph} that is longer than its place");
        var png = data.Slice(metrics + 4, (int)BinaryPrimitives.ReadUInt32BigEndian(data.Span[metrics..]));
        if (png.Length < 33 || !png.Span.StartsWith(_pngBeginning))
            throw table.Error($"has something for glyph {glyph} that is no PNG");
        var (width, height) = EmojiPicture.SizeOf(png);
        return width is > 0 and <= LargestSide && height is > 0 and <= LargestSide
            ? png
            : throw table.Error($"has a picture of {width}×{height} pixels for glyph {glyph}; at most {LargestSide} a side are read");
    }
}
