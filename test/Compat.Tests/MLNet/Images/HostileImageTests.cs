using System.Buffers.Binary;
using Microsoft.ML.Data;

namespace Compat.Tests.MLNet.Images;

// Data that are no images: refused as ML.NET refuses them, and never the end of the process.
[TestClass]
public class HostileImageTests
{
    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Formats => new[] { "png", "jpg", "webp", "bmp", "gif" }.Select(format => new object[] { format });

    [TestMethod]
    [DynamicData(nameof(Formats))]
    public void Decode_OfWholeData_GivesTheImage(string format)
    {
        using var image = MLImage.CreateFromStream(new MemoryStream(Encoded(format)));
        Assert.AreEqual((6, 4), (image.Width, image.Height));
    }

    [TestMethod]
    [DynamicData(nameof(Formats))]
    public void Decode_OfTruncatedData_GivesAnImageOrRefuses(string format)
    {
        var data = Encoded(format);
        for (int length = 0; length < data.Length; length++)
            DecodeOrRefuse(data[..length]);
    }

    [TestMethod]
    [DynamicData(nameof(Formats))]
    public void Decode_OfHugeDeclaredSize_RefusesWithoutAllocating(string format)
    {
        var data = Encoded(format);
        switch (format)
        {
            case "png":
                BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(16), 20_000);
                BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(20), 20_000);
                break;
            case "jpg":
                int frame = data.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
                data.AsSpan(frame + 5, 4).Fill(0xF0);
                break;
            case "webp":
                // Lossless: 14 bits each, of the size less one.
                data.AsSpan(21, 4).Fill(0xFF);
                break;
            case "bmp":
                BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(18), 20_000);
                BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(22), int.MinValue);
                break;
            default:
                data.AsSpan(6, 4).Fill(0xFF);
                break;
        }
        long before = Environment.WorkingSet;
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream(data)));
        Assert.IsLessThan(200_000_000, Environment.WorkingSet - before);
    }

    [TestMethod]
    public void Decode_Of300MutatedImages_GivesAnImageOrRefuses()
    {
        var random = new Random(7);
        var originals = Formats.Select(format => Encoded((string)format[0])).ToArray();
        int images = 0;
        for (int i = 0; i < 300; i++)
        {
            var data = (byte[])originals[i % originals.Length].Clone();
            for (int flips = random.Next(1, 6); flips > 0; flips--)
                data[random.Next(data.Length)] = (byte)random.Next(256);
            if (DecodeOrRefuse(data))
                images++;
        }
        TestContext.WriteLine($"{images} images");
        Assert.IsGreaterThan(0, images);
        Assert.IsLessThan(300, images);
    }

    [TestMethod]
    public void Decode_OfColourKey_IsTransparentThere()
    {
        // RGB with one colour declared transparent; gd marks it, and leaves its pixels opaque.
        byte[] png =
        [
            .. Convert.FromHexString("89504E470D0A1A0A"),
            .. Chunk("IHDR", Convert.FromHexString("00000002000000010802000000")),
            .. Chunk("tRNS", Convert.FromHexString("000A0014001E")),
            .. Chunk("IDAT", Deflated(Convert.FromHexString("000A141E28323C"))),
            .. Chunk("IEND", []),
        ];
        using var image = MLImage.CreateFromStream(new MemoryStream(png));
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 0, 60, 50, 40, 255 }, image.Pixels.ToArray());
    }

    private static bool DecodeOrRefuse(byte[] data)
    {
        try
        {
            using var image = MLImage.CreateFromStream(new MemoryStream(data));
            Assert.AreEqual(image.Width * image.Height * 4, image.Pixels.Length);
            return true;
        }
        catch (ArgumentException e)
        {
            StringAssert.StartsWith(e.Message, "Invalid input stream contents");
            return false;
        }
    }

    private byte[] Encoded(string format)
    {
        if (format == "bmp")
        {
            // 24 bits a pixel, rows of 18 bytes padded to 20.
            var bmp = new byte[54 + 80];
            Convert.FromHexString("424D860000000000000036000000280000000600000004000000010018").CopyTo(bmp, 0);
            for (int i = 54; i < bmp.Length; i++)
                bmp[i] = (byte)(i * 7);
            return bmp;
        }
        if (format == "gif")
        {
            // Four colours, codes of 3 bits: a clear code before every two pixels keeps them so.
            var codes = new List<int>();
            for (int pixel = 0; pixel < 24; pixel++)
            {
                if (pixel % 2 == 0)
                    codes.Add(4);
                codes.Add(pixel % 4);
            }
            codes.Add(5);
            var packed = new byte[(codes.Count * 3 + 7) / 8];
            for (int bit = 0; bit < codes.Count * 3; bit++)
                packed[bit / 8] |= (byte)(((codes[bit / 3] >> (bit % 3)) & 1) << (bit % 8));
            return
            [
                .. "GIF89a"u8, .. Convert.FromHexString("06000400810000"), .. Convert.FromHexString("0000003C3C3C8C8C8CF0F0F0"),
                .. Convert.FromHexString("2C00000000060004000002"), (byte)packed.Length, .. packed, 0, 0x3B,
            ];
        }
        var folder = Directory.CreateDirectory(Path.Combine(TestContext.TestRunDirectory ?? Path.GetTempPath(), "HostileImages")).FullName;
        var path = Path.Combine(folder, Guid.NewGuid().ToString("N") + "." + format);
        using (var image = MLImage.CreateFromPixels(6, 4, MLPixelFormat.Bgra32, MLImageTests.Bgra(6, 4)))
            image.Save(path);
        return File.ReadAllBytes(path);
    }

    private static byte[] Deflated(byte[] data)
    {
        using var result = new MemoryStream();
        using (var deflate = new System.IO.Compression.ZLibStream(result, System.IO.Compression.CompressionLevel.Optimal))
            deflate.Write(data);
        return result.ToArray();
    }

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] body = [.. type.Select(c => (byte)c), .. content];
        uint crc = uint.MaxValue;
        foreach (byte value in body)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }
        var result = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(result, content.Length);
        body.CopyTo(result, 4);
        BinaryPrimitives.WriteUInt32BigEndian(result.AsSpan(result.Length - 4), ~crc);
        return result;
    }
}
