using System.Globalization;

namespace EmojiSample;

/// <summary>
/// Texts that a font may have a picture for. A font says which picture a text has, but not which texts have one, so they are tried:
/// Unicode's list of emoji, and what fonts draw beyond it.
/// </summary>
internal static class EmojiTexts
{
    /// <summary>Where Debian's package unicode-data has the list.</summary>
    public const string DefaultList = "/usr/share/unicode/emoji/emoji-test.txt";

    private const int Joiner = 0x200D;
    private const int Right = 0x27A1;
    private const int BlackFlag = 0x1F3F4;
    private const int FirstTag = 0xE0000;
    private const int LastTag = 0xE007F;

    private static readonly int[] _tones = [0x1F3FB, 0x1F3FC, 0x1F3FD, 0x1F3FE, 0x1F3FF];

    /// <summary>Emoji of Unicode 15.1, for lists that are older: nods, a phoenix, a lime, a mushroom, a broken chain, families.</summary>
    private static readonly int[][] _newer =
    [
        [0x1F642, Joiner, 0x2194], [0x1F642, Joiner, 0x2195], [0x1F426, Joiner, 0x1F525], [0x1F34B, Joiner, 0x1F7E9],
        [0x1F344, Joiner, 0x1F7EB], [0x26D3, Joiner, 0x1F4A5], [0x1F9D1, Joiner, 0x1F9D2], [0x1F9D1, Joiner, 0x1F9D2, Joiner, 0x1F9D2],
        [0x1F9D1, Joiner, 0x1F9D1, Joiner, 0x1F9D2], [0x1F9D1, Joiner, 0x1F9D1, Joiner, 0x1F9D2, Joiner, 0x1F9D2],
    ];

    /// <summary>All texts to try. Of several texts for one picture the first is its name.</summary>
    /// <param name="listPath">Unicode's emoji-test.txt.</param>
    /// <param name="codePoints">The code points that the font has.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not that list.</exception>
    public static IEnumerable<int[]> All(string listPath, IEnumerable<int> codePoints)
    {
        var listed = ReadList(listPath);
        return codePoints.Select(code => new[] { code })
            .Concat(listed)
            .Concat(from text in listed from tone in _tones select (int[])[text[0], tone, .. text[1..]])
            .Concat(listed.Select(text => (int[])[.. text, Joiner, Right])) // whoever walks to the left in the list
            .Concat(_newer)
            .Append([BlackFlag, LastTag]) // what unknown flags look like
            .Concat(Flags("us", 2)).Concat(Flags("ca", 2)).Concat(Flags("gb", 3)).Concat(Flags("mx", 3));
    }

    private static int[][] ReadList(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"'{path}' is not there. Debian has this list of emoji in the package unicode-data; emoji-test.txt from unicode.org is the same: give it as --list.");
        }

        try
        {
            int[][] texts = [.. File.ReadLines(path).Where(line => line.Length > 0 && line[0] != '#').Select(line => CodePoints(line.Split(';')[0]))];
            return texts.Length > 0 ? texts : throw new FormatException();
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new InvalidDataException($"'{path}' is not Unicode's list emoji-test.txt: its lines begin with code points, as '1F600 ; fully-qualified'.", e);
        }
    }

    private static int[] CodePoints(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(code => int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];

    /// <summary>The flags of a country's subdivisions: a flag and their code, in invisible letters.</summary>
    private static IEnumerable<int[]> Flags(string country, int letters)
    {
        const int Letters = 26;
        for (var number = 0; number < (int)Math.Pow(Letters, letters); number++)
        {
            var code = country + string.Concat(Enumerable.Range(0, letters).Select(place => (char)('a' + (number / (int)Math.Pow(Letters, place) % Letters))));
            yield return [BlackFlag, .. code.Select(letter => FirstTag + letter), LastTag];
        }
    }
}
