namespace EmojiSample;

/// <summary>The table cmap: which glyph a code point has. Formats 4 (16 bits) and 12 (all of Unicode).</summary>
internal static class CharacterMap
{
    private const int UnicodePlatform = 0;
    private const int WindowsPlatform = 3;
    private const int LastCodePoint = 0x10FFFF;

    /// <exception cref="InvalidDataException">The table is not what it should be, or of other formats only.</exception>
    public static Dictionary<int, ushort> Read(FontTable table)
    {
        FontTable? best = null;
        for (var i = 0; i < table.U16(2); i++)
        {
            var entry = 4 + (8L * i);
            if (table.U16(entry) is not (UnicodePlatform or WindowsPlatform))
                continue;
            var map = table.From(table.U32(entry + 4));
            if (map.U16(0) == 12 || (map.U16(0) == 4 && best is null))
                best = map;
        }

        return best switch
        {
            { } map when map.U16(0) == 12 => Groups(map),
            { } map => Segments(map),
            null => throw table.Error("has no map of Unicode in format 4 or 12"),
        };
    }

    private static Dictionary<int, ushort> Groups(FontTable map)
    {
        var glyphs = new Dictionary<int, ushort>();
        long next = 0;
        for (long i = 0, count = map.U32(12); i < count; i++)
        {
            var at = 16 + (12 * i);
            long first = map.U32(at), last = map.U32(at + 4), glyph = map.U32(at + 8);
            // Code points rise and glyphs have 16 bits, so whatever the table says, this ends.
            if (first < next || last < first || last > LastCodePoint || glyph + last - first > ushort.MaxValue)
                throw map.Error($"maps the code points {first:X} to {last:X} wrongly");
            for (var code = first; code <= last; code++)
                glyphs[(int)code] = (ushort)(glyph + code - first);
            next = last + 1;
        }

        return glyphs;
    }

    private static Dictionary<int, ushort> Segments(FontTable map)
    {
        var glyphs = new Dictionary<int, ushort>();
        int count = map.U16(6) / 2, next = 0;
        int ends = 14, starts = ends + (2 * count) + 2, deltas = starts + (2 * count), offsets = deltas + (2 * count);
        for (var i = 0; i < count; i++)
        {
            int first = map.U16(starts + (2 * i)), last = map.U16(ends + (2 * i));
            int delta = map.U16(deltas + (2 * i)), offset = map.U16(offsets + (2 * i));
            if (first < next || last < first)
                throw map.Error($"maps the code points {first:X} to {last:X} wrongly");
            for (var code = first; code <= last; code++)
            {
                var glyph = offset == 0 ? code : map.U16(offsets + (2 * i) + offset + (2 * (code - first)));
                if (glyph != 0)
                    glyphs[code] = (ushort)(glyph + delta);
            }

            next = last + 1;
        }

        return glyphs;
    }
}
