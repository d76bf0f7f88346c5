using System.Buffers.Binary;
using HarfBuzzSharp;
using SkiaSharp;
using SkiaSharp.HarfBuzz;

namespace EmojiSample;

/// <summary>A colour font of emoji, as Google's: its pictures and the text that each stands for.</summary>
internal sealed class EmojiFont : IDisposable
{
    /// <summary>The size that the bitmaps of Noto Color Emoji are made for: at it they are drawn pixel by pixel.</summary>
    private const float Size = 109;

    private const long LargestFile = 256L << 20;
    private const int TextsAtOnce = 500;
    private const int FirstCharacter = 0x21;
    private const int LastCharacter = 0x1FBFF;

    private static readonly string[] _colourTables = ["CBDT", "COLR", "sbix"];

    private readonly SKTypeface _typeface;
    private readonly SKRect _bounds;

    private EmojiFont(SKTypeface typeface, string listPath)
    {
        _typeface = typeface;
        var texts = TextsOfGlyphs(EmojiTexts.All(listPath, Characters(typeface)));
        var drawn = Drawn();
        _bounds = drawn.Values.Aggregate(SKRect.Empty, SKRect.Union);
        Pictures = [.. drawn.Keys.Where(texts.ContainsKey).Select(glyph => new EmojiPicture(texts[glyph], glyph, this))];
        WithoutText = drawn.Count - Pictures.Count;
    }

    /// <summary>The pictures, in the order of the font.</summary>
    public IReadOnlyList<EmojiPicture> Pictures { get; }

    /// <summary>How many pictures the font has that none of the texts leads to.</summary>
    public int WithoutText { get; }

    /// <summary>The size of the square in the middle of the pictures.</summary>
    public int Side => (int)Math.Min(_bounds.Width, _bounds.Height);

    public (int Width, int Height) PictureSize => ((int)_bounds.Width, (int)_bounds.Height);

    /// <param name="path">The font.</param>
    /// <param name="listPath">Unicode's emoji-test.txt.</param>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">A file is not what it should be, or damaged; the message says what is wrong.</exception>
    public static EmojiFont Open(string path, string listPath)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"'{path}' is not there. Debian has the font in the package fonts-noto-color-emoji; with a font from elsewhere, give it as --data.");
        }

        if (new FileInfo(path).Length > LargestFile)
            throw new InvalidDataException($"'{path}' has more than {LargestFile >> 20} MiB, which no font of emoji has.");
        var typeface = SKTypeface.FromFile(path) ?? throw new InvalidDataException($"'{path}' is no font, or it is cut short.");
        try
        {
            Check(typeface, path);
            return new EmojiFont(typeface, listPath);
        }
        catch
        {
            typeface.Dispose();
            throw;
        }
    }

    public void Dispose() => _typeface.Dispose();

    /// <summary>Draws a glyph in the middle of a picture. The caller disposes it.</summary>
    public SKBitmap Draw(ushort glyph, int width, int height, SKColor background)
    {
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Premul));
        using var canvas = new SKCanvas(bitmap);
        using var font = new SKFont(_typeface, Size);
        using var paint = new SKPaint(font);
        using var text = SKTextBlob.Create(BitConverter.GetBytes(glyph), SKTextEncoding.GlyphId, font);
        canvas.Clear(background);
        canvas.DrawText(text, ((width - PictureSize.Width) / 2) - _bounds.Left, ((height - PictureSize.Height) / 2) - _bounds.Top, paint);
        return bitmap;
    }

    private static void Check(SKTypeface typeface, string path)
    {
        var tables = typeface.GetTableTags().Select(NameOf).ToArray();
        if (!tables.Intersect(_colourTables).Any())
            throw new InvalidDataException($"'{path}' is a font without colours (it has none of the tables {string.Join(", ", _colourTables)}).");

        // A font that is cut short opens without its last tables, and without the emoji that they join.
        using var file = File.OpenRead(path);
        var start = new byte[6];
        file.ReadExactly(start);
        var declared = BinaryPrimitives.ReadUInt16BigEndian(start.AsSpan(4));
        if (!start.AsSpan().StartsWith("ttcf"u8) && declared != tables.Length)
            throw new InvalidDataException($"'{path}' is cut short: of its {declared} tables {tables.Length} are there.");
    }

    private static string NameOf(uint tag) => string.Concat(new[] { 24, 16, 8, 0 }.Select(shift => (char)(byte)(tag >> shift)));

    private static int[] Characters(SKTypeface typeface)
    {
        using var font = new SKFont(typeface);
        int[] all = [.. Enumerable.Range(FirstCharacter, LastCharacter - FirstCharacter + 1)];
        var glyphs = new ushort[all.Length];
        font.GetGlyphs(all, glyphs);
        return [.. all.Where((_, i) => glyphs[i] != 0)];
    }

    /// <summary>The glyphs that show something, and where.</summary>
    private SortedDictionary<ushort, SKRect> Drawn()
    {
        using var font = new SKFont(_typeface, Size);
        using var paint = new SKPaint(font);
        ushort[] glyphs = [.. Enumerable.Range(0, _typeface.GlyphCount).Select(glyph => (ushort)glyph)];
        var bounds = new SKRect[glyphs.Length];
        font.GetGlyphWidths(glyphs, new float[glyphs.Length], bounds, paint);
        return new SortedDictionary<ushort, SKRect>(glyphs.Zip(bounds).Where(one => !one.Second.IsEmpty).ToDictionary(one => one.First, one => one.Second));
    }

    /// <summary>For each glyph the first text that becomes it and nothing else.</summary>
    private Dictionary<ushort, int[]> TextsOfGlyphs(IEnumerable<int[]> texts)
    {
        var found = new Dictionary<ushort, int[]>();
        using var shaper = new SKShaper(_typeface);
        using var font = new SKFont(_typeface, Size);
        using var paint = new SKPaint(font);
        // Shaping many texts at a time takes a tenth of the time. Blanks keep them apart: the letters of two flags would be a third flag.
        foreach (var chunk in texts.Chunk(TextsAtOnce))
        {
            using var buffer = new HarfBuzzSharp.Buffer { ContentType = ContentType.Unicode, ClusterLevel = ClusterLevel.Characters };
            for (uint number = 0; number < chunk.Length; number++)
            {
                foreach (var code in chunk[number])
                    buffer.Add((uint)code, number);
                buffer.Add(' ', uint.MaxValue);
            }

            buffer.Direction = Direction.LeftToRight;
            buffer.Script = Script.Common;
            var shaped = shaper.Shape(buffer, paint);
            foreach (var glyphs in shaped.Clusters.Zip(shaped.Codepoints).Where(one => one.First != uint.MaxValue).GroupBy(one => one.First, one => one.Second))
            {
                if (glyphs.Take(2).ToArray() is [not 0 and var only])
                    found.TryAdd((ushort)only, chunk[glyphs.Key]);
            }
        }

        return found;
    }
}
