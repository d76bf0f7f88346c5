using System.Buffers.Binary;
using EmojiSample;
using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using SkiaSharp;

namespace Microsoft.ML.Gan.Tests.Samples;

/// <summary>The emoji sample's data: what it takes out of the font, how it groups and splits it, and what files it refuses.</summary>
[TestClass]
public class EmojiFontTests
{
    private const string FontPath = "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf";
    private static readonly Lazy<EmojiFont> _font = new(() => EmojiFont.Open(FontPath, EmojiTexts.DefaultList));

    private static EmojiFont Font
    {
        get
        {
            foreach (var (file, package) in new[] { (FontPath, "fonts-noto-color-emoji"), (EmojiTexts.DefaultList, "unicode-data") })
            {
                if (!File.Exists(file))
                    Assert.Inconclusive($"'{file}' is not there (Debian's package {package}).");
            }

            return _font.Value;
        }
    }

    [TestMethod]
    public void Every_picture_of_the_font_is_found_and_has_a_text()
    {
        var font = Font;
        // Counted in another way: by what each PNG file in the font begins with.
        ReadOnlySpan<byte> beginning = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];
        Assert.HasCount(File.ReadAllBytes(FontPath).AsSpan().Count(beginning), font.Pictures);
        Assert.IsGreaterThan(3000, Font.Pictures.Count);
        Assert.AreEqual(0, Font.WithoutText);
        Assert.AreEqual((136, 128), Font.PictureSize);
        Assert.HasCount(Font.Pictures.Count, Font.Pictures.Select(picture => picture.Name).Distinct().ToArray());
    }

    [TestMethod]
    [DataRow("1F600")]
    [DataRow("1F44D-1F3FD")]
    [DataRow("1F468-200D-1F680")]
    [DataRow("1F1E9-1F1EA")]
    public void A_picture_is_drawn_pixel_by_pixel_as_it_is_in_the_font(string name)
    {
        using var drawn = Font.Draw(Font.Pictures.Single(picture => picture.Name == name).Glyph, 136, 128, SKColors.Transparent);
        var pixels = drawn.Bytes;

        // The font's own pictures, found by what they begin and end with.
        var file = File.ReadAllBytes(FontPath);
        var found = false;
        for (var at = file.AsSpan().IndexOf("PNG\r\n"u8) - 1; !found && at > 0;)
        {
            var end = at + file.AsSpan(at).IndexOf("IEND"u8) + 8;
            using var original = SKBitmap.Decode(file.AsSpan(at, end - at), new SKImageInfo(136, 128, SKColorType.Bgra8888, SKAlphaType.Premul));
            found = original is not null && original.Bytes.AsSpan().SequenceEqual(pixels);
            var next = file.AsSpan(end).IndexOf("PNG\r\n"u8);
            at = next < 0 ? -1 : end + next - 1;
        }

        Assert.IsTrue(found, "none of the font's pictures is what was drawn");
    }

    [TestMethod]
    [DataRow("1F600", EmojiGroup.Faces)]
    [DataRow("1F436", EmojiGroup.Heads)]
    [DataRow("1F415", EmojiGroup.Beasts)]
    [DataRow("1F407", EmojiGroup.Critters)]
    [DataRow("1F986", EmojiGroup.Birds)]
    [DataRow("1F41F", EmojiGroup.Critters)]
    [DataRow("1F33B", EmojiGroup.Plants)]
    [DataRow("1F1E9-1F1EA", EmojiGroup.Flags)]
    [DataRow("1F3F4-E0067-E0062-E0073-E0063-E0074-E007F", EmojiGroup.Flags)]
    [DataRow("1F34E", EmojiGroup.Fruit)]
    [DataRow("1F377", EmojiGroup.Drinks)]
    [DataRow("1F355", EmojiGroup.Dishes)]
    [DataRow("1F44D-1F3FD", EmojiGroup.People)]
    [DataRow("1F46A", EmojiGroup.People)]
    [DataRow("1F475-1F3FD", EmojiGroup.Portraits)]
    [DataRow("2764", EmojiGroup.Symbols)]
    [DataRow("1F680", EmojiGroup.Travel)]
    [DataRow("26BD", EmojiGroup.Activities)]
    [DataRow("1F4A1", EmojiGroup.Objects)]
    public void Known_texts_have_a_picture_in_their_group(string text, EmojiGroup group)
    {
        Assert.ContainsSingle(picture => picture.Name == text, Font.Pictures);
        Assert.AreEqual(group, EmojiGroups.Of([.. text.Split('-').Select(code => Convert.ToInt32(code, 16))]));
    }

    [TestMethod]
    public void What_an_emoji_is_joined_with_does_not_change_its_group()
    {
        Assert.AreEqual(EmojiGroup.Portraits, EmojiGroups.Of([0x1F9D1, 0x200D, 0x1F680]));
        Assert.AreEqual(EmojiGroup.Portraits, EmojiGroups.Of([0x1F680, 0x200D, 0x1F9D1]));
        Assert.AreEqual(EmojiGroup.Symbols, EmojiGroups.Of([0x1F1E9]));
        Assert.AreEqual(EmojiGroup.Other, EmojiGroups.Of([]));
        Assert.AreEqual(EmojiGroup.Other, EmojiGroups.Of([0x10FFFF]));
    }

    [TestMethod]
    public void A_portrait_shows_one_person_and_no_more_than_a_head_and_shoulders()
    {
        Assert.AreEqual(EmojiGroup.People, EmojiGroups.Of([0x1F468, 0x200D, 0x1F469, 0x200D, 0x1F466])); // a family
        Assert.AreEqual(EmojiGroup.People, EmojiGroups.Of([0x1F469, 0x200D, 0x2764, 0xFE0F, 0x200D, 0x1F468])); // a couple
        Assert.AreEqual(EmojiGroup.People, EmojiGroups.Of([0x1F9D1, 0x1F3FC, 0x200D, 0x1F9BD])); // in a wheelchair
        Assert.AreEqual(EmojiGroup.People, EmojiGroups.Of([0x1F468, 0x200D, 0x1F37C])); // with a baby
    }

    [TestMethod]
    public void The_german_flag_on_white_is_black_red_and_gold()
    {
        using var image = Font.Pictures.Single(picture => picture.Name == "1F1E9-1F1EA").OnWhite();
        Assert.AreEqual((128, 128), (image.Width, image.Height));
        CollectionAssert.AreEqual(new[] { "white", "black", "red", "gold", "white" }, new[] { 4, 35, 64, 95, 124 }.Select(y => Colour(image, 64, y)).ToArray());
    }

    [TestMethod]
    public void What_on_white_cuts_off_is_empty()
    {
        foreach (var picture in Font.Pictures.Where((_, i) => i % 20 == 0))
        {
            using var drawn = Font.Draw(picture.Glyph, 136, 128, SKColors.Transparent);
            for (var y = 0; y < drawn.Height; y++)
            {
                for (var x = 0; x < 4; x++)
                {
                    Assert.AreEqual(0, drawn.GetPixel(x, y).Alpha, picture.Name);
                    Assert.AreEqual(0, drawn.GetPixel(drawn.Width - 1 - x, y).Alpha, picture.Name);
                }
            }
        }
    }

    [TestMethod]
    public void A_tenth_of_each_group_is_held_out_and_kin_stay_together()
    {
        var set = EmojiSet.Of(Font, EmojiGroups.All);
        Assert.AreEqual(0, set.Training.Select(emoji => emoji.Kin).Intersect(set.HeldOut.Select(emoji => emoji.Kin)).Count());
        foreach (var group in EmojiGroups.All)
        {
            var (held, all) = (set.HeldOut.Count(emoji => emoji.Group == group), set.All.Count(emoji => emoji.Group == group));
            Assert.IsTrue(held >= 0.1 * all && held < 0.2 * all, $"{held} of {all} {group} are held out");
        }
    }

    [TestMethod]
    public void Every_picture_is_learned_held_out_or_left_out_for_one_reason()
    {
        var set = EmojiSet.Of(Font, EmojiGroups.Alike);
        Assert.AreEqual(Font.Pictures.Count, set.All.Count() + set.OfOtherGroups + set.Twice + set.Parts);
        CollectionAssert.AreEquivalent(EmojiGroups.Alike.ToArray(), set.All.Select(emoji => emoji.Group).Distinct().ToArray());
    }

    [TestMethod]
    public void All_but_flags_are_learned_in_a_mirror_too()
    {
        var set = EmojiSet.Of(Font, EmojiGroups.Alike);
        var mirrored = set.TrainingAndMirrored.Where(emoji => emoji.IsMirrored).ToArray();
        Assert.HasCount(set.Training.Count(emoji => emoji.Group != EmojiGroup.Flags), mirrored);
        using var image = mirrored[0].Picture.OnWhite();
        using var twin = mirrored[0].Picture.OnWhite(isMirrored: true);
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
                Assert.AreEqual(PixelAt(image, x, y), PixelAt(twin, image.Width - 1 - x, y));
        }

        static int PixelAt(MLImage image, int x, int y) => BinaryPrimitives.ReadInt32BigEndian(image.Pixels[(4 * ((y * image.Width) + x))..]);
    }

    [TestMethod]
    public void A_font_that_is_cut_off_anywhere_is_refused()
    {
        _ = Font;
        using var folder = new TemporaryFolder();
        var file = File.ReadAllBytes(FontPath);
        foreach (var length in new[] { 0, 3, 12, 100, 200, 11_000, 15_700, 1_000_000, file.Length - 50_000, file.Length / 2 })
        {
            File.WriteAllBytes(folder["short.ttf"], file[..length]);
            var error = Assert.ThrowsExactly<InvalidDataException>(() => EmojiFont.Open(folder["short.ttf"], EmojiTexts.DefaultList));
            Assert.Contains("short.ttf", error.Message);
        }
    }

    [TestMethod]
    public void A_file_that_is_no_colour_font_or_no_list_is_named()
    {
        _ = Font;
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["text"], "This is text, not a font.");

        Assert.Contains("is no font", Assert.ThrowsExactly<InvalidDataException>(() => EmojiFont.Open(folder["text"], EmojiTexts.DefaultList)).Message);
        Assert.Contains("fonts-noto-color-emoji", Assert.ThrowsExactly<FileNotFoundException>(() => EmojiFont.Open("no-such-font.ttf", EmojiTexts.DefaultList)).Message);
        Assert.Contains("unicode-data", Assert.ThrowsExactly<FileNotFoundException>(() => EmojiFont.Open(FontPath, "no-such-list.txt")).Message);
        Assert.Contains("is not Unicode's list", Assert.ThrowsExactly<InvalidDataException>(() => EmojiFont.Open(FontPath, folder["text"])).Message);
    }

    private static string Colour(MLImage image, int x, int y)
    {
        var at = 3 * ((y * image.Width) + x);
        var (blue, green, red) = (image.GetBGRPixels[at], image.GetBGRPixels[at + 1], image.GetBGRPixels[at + 2]);
        return (red > 128, green > 128, blue > 128) switch
        {
            (true, true, true) => "white",
            (false, false, false) => "black",
            (true, false, false) => "red",
            (true, true, false) => "gold",
            _ => $"{red}, {green}, {blue}",
        };
    }
}
