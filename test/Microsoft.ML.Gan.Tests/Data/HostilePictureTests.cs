using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>Incomplete or invalid picture files are refused, and the message says why.</summary>
[TestClass]
public class HostilePictureTests
{
    private string _folder = "";

    public static IEnumerable<object[]> Names => PictureFixture.Names.Select(name => new object[] { name });

    public static IEnumerable<object[]> Broken => PictureFixture.Broken.Select(name => new object[] { name });

    [TestInitialize]
    public void Start() => _folder = Directory.CreateTempSubdirectory("mlgan").FullName;

    [TestCleanup]
    public void End() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DynamicData(nameof(Broken))]
    public void A_file_whose_data_do_not_give_all_pixels_is_refused(string name)
    {
        var e = Refused(PictureFixture.EncodedBroken(name));
        Assert.IsTrue(
            e.Message.Contains("cannot be read: it is truncated or corrupt", StringComparison.Ordinal) ||
            e.Message.Contains("cannot be read: it is corrupt", StringComparison.Ordinal),
            e.Message);
    }

    [TestMethod]
    public void Half_a_jpeg_with_an_end_marker_is_refused_and_the_whole_one_is_read()
    {
        StringAssert.Contains(Refused(File.ReadAllBytes(PictureFixture.Case("half-with-end.jpg"))).Message, "it is truncated or corrupt: its 1336 bytes");
        using var image = Decode(File.ReadAllBytes(PictureFixture.Case("whole.jpg")));
        Assert.AreEqual((64, 48), (image.Width, image.Height));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_file_truncated_anywhere_is_refused_or_has_all_pixels(string name)
    {
        var file = PictureFixture.Encoded(name);
        using var whole = Decode(file);
        var expected = whole.Pixels.ToArray();
        var step = 1 + (file.Length / 150);
        for (var length = 0; length < file.Length; length += step)
        {
            try
            {
                using var image = Decode(file[..length]);
                CollectionAssert.AreEqual(expected, image.Pixels.ToArray(), $"{length} of {file.Length} bytes");
            }
            catch (InvalidOperationException e)
            {
                StringAssert.Contains(e.Message, length == 0 ? "it is empty" : "it is ", $"{length} of {file.Length} bytes");
            }
        }
    }

    [TestMethod]
    [DataRow("png rgb", 16)]
    [DataRow("bmp 24 bit", 18)]
    [DataRow("gif", 6)]
    public void A_header_that_asks_for_gigabytes_is_refused_before_they_are_allocated(string name, int at)
    {
        var file = PictureFixture.Encoded(name);
        if (name.StartsWith("png", StringComparison.Ordinal))
        {
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(at), 20_000);
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(at + 4), 20_000);
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), Crc32.HashToUInt32(file.AsSpan(12, 17)));
        }
        else if (name == "gif")
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), 20_000);
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at + 2), 20_000);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), 20_000);
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at + 4), 20_000);
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(30), 1); // run lengths: any size may be in any number of bytes
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var e = Refused(file);
        Assert.IsLessThan(10_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
        StringAssert.Contains(e.Message, "20000 pixels wide and 20000 high, more than the 100,000,000 pixels that maxPixels allows");
    }

    [TestMethod]
    public void A_jpeg_bomb_is_refused_by_its_header()
    {
        var file = PictureFixture.Encoded("jpeg rgb");
        var frame = file.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 5), 60_000);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 7), 50_000);
        StringAssert.Contains(Refused(file).Message, "50000 pixels wide and 60000 high");
    }

    [TestMethod]
    public void MaxPixels_is_the_limit_itself()
    {
        File.WriteAllBytes(Path.Combine(_folder, "picture.png"), PictureFixture.Encoded("png rgb"));
        var catalog = new MLContext(1).Data;
        using var image = catalog.LoadFromImageFolder(_folder, maxPixels: 48).GetColumn<MLImage>("Image").Single();
        Assert.AreEqual(8, image.Width);
        var e = Assert.ThrowsExactly<InvalidOperationException>(
            () => catalog.LoadFromImageFolder(_folder, maxPixels: 47).GetColumn<MLImage>("Image").Count());
        StringAssert.Contains(e.Message, "8 pixels wide and 6 high, more than the 47 pixels");
        var none = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => catalog.LoadFromImageFolder(_folder, maxPixels: 0));
        StringAssert.Contains(none.Message, "maxPixels must be positive");
    }

    [TestMethod]
    public void A_flipped_bit_in_a_png_is_seen()
    {
        var file = PictureFixture.Encoded("png rgb");
        file[file.AsSpan().IndexOf("IDAT"u8) + 20] ^= 4;
        StringAssert.Contains(Refused(file).Message, "it is corrupt: its pixels cannot be decoded");
    }

    [TestMethod]
    public void Pixels_that_no_codec_can_decode_are_refused()
    {
        // Correct checksums around an invalid stream.
        var file = PictureFixture.Encoded("png rgb");
        var at = file.AsSpan().IndexOf("IDAT"u8);
        var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at - 4));
        file.AsSpan(at + 4, length).Fill(0x55);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 4 + length), Crc32.HashToUInt32(file.AsSpan(at, 4 + length)));
        StringAssert.Contains(Refused(file).Message, "it is truncated or corrupt");
    }

    [TestMethod]
    [DataRow("II*\0 and so on", "it is a TIFF, which cannot be decoded (convert it to PNG or JPEG)")]
    [DataRow("<svg/>", "it is HTML, XML or SVG, no PNG, JPEG, BMP, GIF or WebP")]
    [DataRow("\r\n<!DOCTYPE html><title>404</title>", "it is HTML, XML or SVG, no PNG")]
    [DataRow("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a", "it is a Git LFS pointer (git lfs pull brings the file itself)")]
    [DataRow("\0\0\0\u0018ftypheic\0\0\0\0", "it is a HEIC, which cannot be decoded")]
    [DataRow("\0\0\0\u0018ftypavif\0\0\0\0", "it is an AVIF, which cannot be decoded")]
    [DataRow("\0\0\0\u0018ftypmp42\0\0\0\0", "it is a film (MP4, MOV), no PNG")]
    [DataRow("PK\u0003\u0004 and so on", "it is a ZIP archive (unpack it first)")]
    [DataRow("P6\n4 4\n255\n", "it is a PNM (PGM, PPM), which cannot be decoded")]
    [DataRow("BMW, Audi and others", "it is text, no PNG")]
    [DataRow("\u0001\u0002\u0003", "it is of an unknown kind")]
    [DataRow("", "it is empty")]
    public void What_is_no_picture_is_called_so(string content, string problem) =>
        StringAssert.Contains(Refused([.. content.Select(c => (byte)c)]).Message, problem);

    [TestMethod]
    public void A_jpeg_of_12_bits_is_refused()
    {
        var file = PictureFixture.Encoded("jpeg rgb");
        file[file.AsSpan().IndexOf<byte>([0xFF, 0xC0]) + 4] = 12;
        StringAssert.Contains(Refused(file).Message, "it is corrupt, or of a kind that cannot be decoded (such as a JPEG of 12 bits)");
    }

    [TestMethod]
    public void Sizes_that_lie_are_refused()
    {
        var file = PictureFixture.Encoded("bmp 24 bit");
        foreach (var (width, height) in new[] { (0, 6), (-8, 6), (int.MaxValue, int.MinValue), (int.MaxValue, 6), (8, 7) })
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
            Refused(file);
        }
    }

    [TestMethod]
    public void Of_300_mutated_files_each_is_an_image_or_a_clear_error()
    {
        var random = new CounterRandom(1, 0, 0);
        var (images, errors) = (0, 0);
        for (var i = 0; i < 300; i++)
        {
            var name = PictureFixture.Names[i % PictureFixture.Names.Count];
            var path = Path.Combine(_folder, "mutated.png");
            File.WriteAllBytes(path, Mutated(PictureFixture.Encoded(name), ref random));
            try
            {
                using var image = new PictureDecoder(new PictureOptions(1_000_000)).Decode(path, out _);
                Assert.AreEqual(image.Width * image.Height * 4, image.Pixels.Length);
                images++;
            }
            catch (InvalidOperationException e)
            {
                StringAssert.Contains(e.Message, "mutated.png' cannot be read: it");
                errors++;
            }
        }

        Assert.AreEqual(300, images + errors);
        Assert.IsGreaterThan(50, errors);
        Assert.IsGreaterThan(10, images);
    }

    /// <summary>Flips bits, cuts out, repeats or overwrites a part.</summary>
    private static byte[] Mutated(byte[] file, ref CounterRandom random)
    {
        var at = random.NextInt32(file.Length);
        var length = Math.Min(1 + random.NextInt32(16), file.Length - at);
        switch (random.NextInt32(4))
        {
            case 0:
                for (var i = 0; i < 3; i++)
                    file[random.NextInt32(file.Length)] ^= (byte)(1 << random.NextInt32(8));
                return file;

            case 1:
                return [.. file[..at], .. file[(at + length)..]];

            case 2:
                return [.. file[..(at + length)], .. file[at..]];

            default:
                file.AsSpan(at, length).Fill((byte)random.NextInt32(256));
                return file;
        }
    }

    private MLImage Decode(byte[] file)
    {
        var path = Path.Combine(_folder, "picture.png");
        File.WriteAllBytes(path, file);
        return new PictureDecoder(new PictureOptions(1_000_000)).Decode(path, out _);
    }

    private InvalidOperationException Refused(byte[] file)
    {
        File.WriteAllBytes(Path.Combine(_folder, "picture.png"), file);
        var data = new MLContext(1).Data.LoadFromImageFolder(_folder);
        return Assert.ThrowsExactly<InvalidOperationException>(() => data.GetColumn<MLImage>("Image").Count());
    }
}
