namespace EmojiSample;

/// <summary>
/// A colour font of bitmaps (OpenType with the tables CBLC and CBDT, as Google's fonts of emoji are): its pictures and the
/// text that each stands for. A file is not trusted: what it says is checked before anything is allocated for it.
/// </summary>
internal sealed class EmojiFont
{
    private const long LargestFile = 256L << 20;
    private const int LongestText = 32;
    private const int MostRounds = 8;
    private const int FirstPrivate = 0xF0000;

    private EmojiFont(IReadOnlyList<EmojiPicture> pictures) => Pictures = pictures;

    /// <summary>The pictures, in the order of the font.</summary>
    public IReadOnlyList<EmojiPicture> Pictures { get; }

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no such font, is truncated or is corrupt; the message says where.</exception>
    public static EmojiFont Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"'{path}' is not there. Debian has the font in the package fonts-noto-color-emoji; with a font from elsewhere, give it as --data.");
        }

        return new FileInfo(path).Length <= LargestFile
            ? Parse(File.ReadAllBytes(path))
            : throw new InvalidDataException($"'{path}' has more than {LargestFile >> 20} MiB, which no font of emoji has.");
    }

    /// <inheritdoc cref="Open"/>
    public static EmojiFont Parse(ReadOnlyMemory<byte> file)
    {
        var tables = FontTable.Directory(file);
        var pictures = BitmapGlyphs.Read(Table("CBLC"), Table("CBDT"));
        var texts = Texts(CharacterMap.Read(Table("cmap")), tables.TryGetValue("GSUB", out var rules) ? Ligature.Read(rules) : []);
        return new EmojiFont([.. pictures.Select(picture => new EmojiPicture(texts.GetValueOrDefault(picture.Key, []), picture.Value))]);

        FontTable Table(string name) => tables.TryGetValue(name, out var table)
            ? table
            : throw new InvalidDataException($"The font has no table {name}: it is no colour font of bitmaps.");
    }

    /// <summary>
    /// The text that leads to each glyph: a code point, or a row of them that becomes one glyph, perhaps by way of other
    /// ligatures. Of several the first stands, so that a flag is its letters and not an old code for private use.
    /// </summary>
    private static Dictionary<ushort, int[]> Texts(Dictionary<int, ushort> characters, List<Ligature> ligatures)
    {
        var texts = new Dictionary<ushort, int[]>();
        foreach (var (code, glyph) in characters)
        {
            if (code < FirstPrivate)
                texts.TryAdd(glyph, [code]);
        }

        // Fonts nest ligatures two or three deep; the limit is for those made to take long.
        for (var round = 0; round < MostRounds; round++)
        {
            var known = texts.Count;
            foreach (var ligature in ligatures)
            {
                if (texts.ContainsKey(ligature.Glyph) || !Array.TrueForAll(ligature.Parts, texts.ContainsKey))
                    continue;
                if (ligature.Parts.Sum(part => texts[part].Length) <= LongestText)
                    texts[ligature.Glyph] = [.. ligature.Parts.SelectMany(part => texts[part])];
            }

            if (texts.Count == known)
                break;
        }

        foreach (var (code, glyph) in characters)
            texts.TryAdd(glyph, [code]);
        return texts;
    }
}
