namespace EmojiSample;

/// <summary>A rule of the table GSUB: these glyphs in a row are shown as one.</summary>
internal sealed record Ligature(ushort[] Parts, ushort Glyph)
{
    private const int LigatureLookup = 4;
    private const int ExtensionLookup = 7;
    private const int MostLigatures = 100_000;
    private const int MostParts = 32;

    /// <exception cref="InvalidDataException">The table is not what it should be.</exception>
    public static List<Ligature> Read(FontTable table)
    {
        var found = new List<Ligature>();
        var lookups = table.From(table.U16(8));
        for (var i = 0; i < lookups.U16(0); i++)
        {
            var lookup = lookups.From(lookups.U16(2 + (2 * i)));
            for (var j = 0; j < lookup.U16(4); j++)
            {
                var (type, rules) = (lookup.U16(0), lookup.From(lookup.U16(6 + (2 * j))));
                if (type == ExtensionLookup)
                    (type, rules) = (rules.U16(2), rules.From(rules.U32(4)));
                if (type == LigatureLookup)
                    Add(rules, found);
            }
        }

        return found;
    }

    private static void Add(FontTable rules, List<Ligature> found)
    {
        var set = 0;
        foreach (var first in Coverage(rules.From(rules.U16(2))))
        {
            if (set == rules.U16(4))
                return;
            var ligatures = rules.From(rules.U16(6 + (2 * set++)));
            for (var i = 0; i < ligatures.U16(0); i++)
            {
                var ligature = ligatures.From(ligatures.U16(2 + (2 * i)));
                var parts = new ushort[(int)ligature.U16(2)];
                // Many entries may point at one rule, so the file's length is no limit to how many there are.
                if (parts.Length is 0 or > MostParts || found.Count == MostLigatures)
                    throw rules.Error($"has a ligature of {parts.Length} glyphs, or more than {MostLigatures:N0} ligatures");
                parts[0] = first;
                for (var part = 1; part < parts.Length; part++)
                    parts[part] = ligature.U16(2 + (2 * part));
                found.Add(new Ligature(parts, ligature.U16(0)));
            }
        }
    }

    private static IEnumerable<ushort> Coverage(FontTable table)
    {
        switch (table.U16(0))
        {
            case 1:
                for (var i = 0; i < table.U16(2); i++)
                    yield return table.U16(4 + (2 * i));
                break;
            case 2:
                for (var i = 0; i < table.U16(2); i++)
                {
                    for (int glyph = table.U16(4 + (6 * i)), last = table.U16(6 + (6 * i)); glyph <= last; glyph++)
                        yield return (ushort)glyph;
                }

                break;
            default:
                throw table.Error($"covers glyphs in the unknown format {table.U16(0)}");
        }
    }
}
