using System.Security.Cryptography;
using SkiaSharp;

namespace EmojiSample;

/// <summary>One picture to learn from.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Group">What it shows.</param>
/// <param name="Kin">The same for pictures that differ in skin tone or gender only.</param>
/// <param name="IsMirrored">Whether it is seen in a mirror.</param>
internal sealed record Emoji(EmojiPicture Picture, EmojiGroup Group, string Kin, bool IsMirrored = false);

/// <summary>
/// A font's pictures, each once, a tenth of them held out. Kin stay together: with a woman astronaut to learn from, a held-out
/// man astronaut would be no new picture, and copies of pictures could not be told from new ones.
/// </summary>
/// <param name="Training">The pictures to learn from.</param>
/// <param name="HeldOut">The others.</param>
/// <param name="OfOtherGroups">How many pictures are left out for their group.</param>
/// <param name="Twice">How many are left out since the font has them twice.</param>
/// <param name="Parts">How many are left out since they are no emoji but parts of some: hair, and the tones themselves.</param>
internal sealed record EmojiSet(
    IReadOnlyList<Emoji> Training, IReadOnlyList<Emoji> HeldOut, int OfOtherGroups, int Twice, int Parts)
{
    private const double HeldOutShare = 0.1;

    // Which pictures are held out is always the same, whatever the training's seed, so that runs can be compared.
    private const int SplitSeed = 1;
    private const int FirstTone = 0x1F3FB;
    private const int LastTone = 0x1F3FF;
    private const int Adult = 0x1F9D1;
    private static readonly HashSet<int> _signs = [0x200D, 0xFE0F, 0x2640, 0x2642]; // joiner, variation, female, male
    private static readonly HashSet<int> _adults = [0x1F468, 0x1F469, Adult];

    public IEnumerable<Emoji> All => Training.Concat(HeldOut);

    /// <summary>
    /// The pictures to learn from as they are and in a mirror: twice as many. Flags and symbols would be wrong in a mirror.
    /// </summary>
    public IReadOnlyList<Emoji> TrainingAndMirrored =>
        [.. Training, .. Training.Where(emoji => emoji.Group is not (EmojiGroup.Flags or EmojiGroup.Symbols)).Select(emoji => emoji with { IsMirrored = true })];

    /// <summary>Sorts a font's pictures and holds some of each group out.</summary>
    /// <param name="font">The font.</param>
    /// <param name="groups">The groups to learn.</param>
    public static EmojiSet Of(EmojiFont font, IReadOnlyCollection<EmojiGroup> groups)
    {
        var seen = new HashSet<string>();
        var all = new List<Emoji>();
        int ofOtherGroups = 0, twice = 0, parts = 0;
        foreach (var picture in font.Pictures)
        {
            var emoji = new Emoji(picture, EmojiGroups.Of(picture.CodePoints), KinOf(picture));
            if (emoji.Group == EmojiGroup.Other)
                parts++;
            else if (!groups.Contains(emoji.Group))
                ofOtherGroups++;
            else if (!seen.Add(HashOf(picture)))
                twice++;
            else
                all.Add(emoji);
        }

        var random = new Random(SplitSeed);
        List<Emoji> training = [], heldOut = [];
        foreach (var group in all.GroupBy(emoji => emoji.Group).OrderBy(group => group.Key))
        {
            var families = group.GroupBy(emoji => emoji.Kin).Select(family => family.ToArray()).ToArray();
            random.Shuffle(families);
            var missing = HeldOutShare * group.Count();
            foreach (var family in families)
            {
                (missing > 0 ? heldOut : training).AddRange(family);
                missing -= family.Length;
            }
        }

        return new EmojiSet(training, heldOut, ofOtherGroups, twice, parts);
    }

    private static bool IsTone(int code) => code is >= FirstTone and <= LastTone;

    private static string HashOf(EmojiPicture picture)
    {
        var (width, height) = picture.Font.PictureSize;
        using var drawn = picture.Font.Draw(picture.Glyph, width, height, SKColors.Transparent);
        return Convert.ToHexString(SHA256.HashData(drawn.GetPixelSpan()));
    }

    private static string KinOf(EmojiPicture picture)
    {
        var parts = picture.CodePoints.Where(code => !IsTone(code) && !_signs.Contains(code)).Select(code => _adults.Contains(code) ? Adult : code);
        return string.Join('-', parts.Order());
    }
}
