using System.Buffers.Binary;
using EmojiSample;
using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Samples;

/// <summary>The emoji sample's data: what it reads from the font, how it groups and splits it, and what fonts it refuses.</summary>
[TestClass]
public class EmojiFontTests
{
    private const string FontPath = "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf";
    private static readonly Lazy<EmojiFont> _font = new(() => EmojiFont.Open(FontPath));

    private static EmojiFont Font
    {
        get
        {
            if (!File.Exists(FontPath))
                Assert.Inconclusive($"The font '{FontPath}' is not there (Debian's package fonts-noto-color-emoji).");
            return _font.Value;
        }
    }

    [TestMethod]
    public void Every_glyph_with_a_picture_is_found_and_decodes()
    {
        var pictures = Font.Pictures;
        // Counted in another way: by what each PNG file begins with.
        ReadOnlySpan<byte> beginning = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];
        Assert.HasCount(File.ReadAllBytes(FontPath).AsSpan().Count(beginning), pictures);
        Assert.IsGreaterThan(3000, pictures.Count);
        foreach (var picture in pictures)
        {
            Assert.AreEqual((136, 128), EmojiPicture.SizeOf(picture.Png));
            Assert.IsNotEmpty(picture.CodePoints);
        }

        Parallel.ForEach(pictures, picture =>
        {
            using var image = picture.Decode();
            Assert.AreEqual((136, 128), (image.Width, image.Height));
        });
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
    public void What_OnWhite_cuts_off_is_empty()
    {
        foreach (var picture in Font.Pictures.Where((_, i) => i % 20 == 0))
        {
            using var image = picture.Decode();
            for (var y = 0; y < image.Height; y++)
            {
                for (var x = 0; x < 4; x++)
                {
                    Assert.AreEqual(0, image.Pixels[(4 * ((y * image.Width) + x)) + 3], picture.Name);
                    Assert.AreEqual(0, image.Pixels[(4 * ((y * image.Width) + image.Width - 1 - x)) + 3], picture.Name);
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
        var file = File.ReadAllBytes(FontPath);
        foreach (var length in new[] { 0, 3, 12, 100, 200, 11_000, 15_700, 1_000_000, file.Length - 50_000, file.Length / 2 })
        {
            var error = Assert.ThrowsExactly<InvalidDataException>(() => EmojiFont.Parse(file.AsMemory(0, length)));
            Assert.IsTrue(error.Message.EndsWith('.'), error.Message);
        }
    }

    [TestMethod]
    public void A_file_that_is_no_font_of_bitmaps_is_refused()
    {
        Assert.Contains("no OpenType font", Assert.ThrowsExactly<InvalidDataException>(() => EmojiFont.Parse("This is text, not a font."u8.ToArray())).Message);
        byte[] empty = [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Contains("no table CBLC", Assert.ThrowsExactly<InvalidDataException>(() => EmojiFont.Parse(empty)).Message);
        Assert.Contains("fonts-noto-color-emoji", Assert.ThrowsExactly<FileNotFoundException>(() => EmojiFont.Open("no-such-font.ttf")).Message);
    }

    [TestMethod]
    public void Damage_to_the_tables_is_refused_or_harmless()
    {
        _ = Font;
        var file = File.ReadAllBytes(FontPath);
        var random = new Random(7);
        // The small tables, which say where everything lies; the pictures between them are ten megabytes.
        var tables = new[] { "CBLC", "cmap", "GSUB" }.Select(name => TableOf(file, name)).ToArray();
        var refused = 0;
        for (var i = 0; i < 150; i++)
        {
            var damaged = (byte[])file.Clone();
            var (start, length) = tables[i % tables.Length];
            for (var j = 0; j < 4; j++)
                damaged[start + random.Next(Math.Min(length, j < 2 ? 64 : length))] = (byte)random.Next(256);
            try
            {
                _ = EmojiFont.Parse(damaged);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.IsGreaterThan(50, refused);
    }

    [TestMethod]
    public void A_picture_that_claims_to_be_huge_is_refused_before_it_is_decoded()
    {
        _ = Font;
        var file = File.ReadAllBytes(FontPath);
        var header = file.AsSpan().IndexOf("IHDR"u8);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(header + 4), 1_000_000);
        Assert.Contains("1000000×128", Assert.ThrowsExactly<InvalidDataException>(() => EmojiFont.Parse(file)).Message);
    }

    private static (int Start, int Length) TableOf(byte[] file, string name)
    {
        var entry = file.AsSpan(0, 400).IndexOf(System.Text.Encoding.ASCII.GetBytes(name));
        return (BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(entry + 8)), BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(entry + 12)));
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
