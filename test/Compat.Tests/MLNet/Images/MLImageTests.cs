using Microsoft.ML.Data;

namespace Compat.Tests.MLNet.Images;

[TestClass]
public class MLImageTests
{
    public TestContext TestContext { get; set; } = null!;

    private string FilePath(string name)
    {
        var folder = Path.Combine(TestContext.TestRunDirectory ?? Path.GetTempPath(), "MLImage");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, Guid.NewGuid().ToString("N") + name);
    }

    // Left half red, right half blue, brightness rising downwards.
    public static byte[] Bgra(int width, int height, byte alpha = 255)
    {
        var pixels = new byte[width * height * 4];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
            {
                int at = (y * width + x) * 4;
                byte level = (byte)(255 * (y + 1) / height);
                pixels[at + (x < width / 2 ? 2 : 0)] = level;
                pixels[at + 3] = alpha;
            }
        return pixels;
    }

    [TestMethod]
    [DataRow(".png")]
    [DataRow(".webp")]
    [DataRow(".PNG")]
    public void Save_AndLoad_WithoutLoss(string extension)
    {
        var path = FilePath(extension);
        using var image = MLImage.CreateFromPixels(6, 4, MLPixelFormat.Bgra32, Bgra(6, 4));
        image.Save(path);
        using var back = MLImage.CreateFromFile(path);
        Assert.AreEqual(6, back.Width);
        Assert.AreEqual(4, back.Height);
        Assert.AreEqual(MLPixelFormat.Bgra32, back.PixelFormat);
        CollectionAssert.AreEqual(image.Pixels.ToArray(), back.Pixels.ToArray());
    }

    [TestMethod]
    public void Save_AsJpeg_IsClose()
    {
        var path = FilePath(".jpg");
        using var image = MLImage.CreateFromPixels(32, 32, MLPixelFormat.Bgra32, Bgra(32, 32));
        image.Save(path);
        using var back = MLImage.CreateFromFile(path);
        double error = image.Pixels.ToArray().Zip(back.Pixels.ToArray(), (a, b) => Math.Abs(a - b)).Average();
        Assert.IsLessThan(8, error);
    }

    [TestMethod]
    public void Save_OfRgba_SwapsNothing()
    {
        var path = FilePath(".png");
        using var image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, [10, 20, 30, 255]);
        image.Save(path);
        using var back = MLImage.CreateFromFile(path);
        CollectionAssert.AreEqual(new byte[] { 30, 20, 10, 255 }, back.Pixels.ToArray());
    }

    [TestMethod]
    public void Save_KeepsTransparency()
    {
        var path = FilePath(".png");
        // Colours are premultiplied with alpha, which libgd holds in 7 bits.
        using var image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Bgra32, [0, 0, 0, 0, 127, 64, 0, 127]);
        image.Save(path);
        using var back = MLImage.CreateFromFile(path);
        byte[] expected = [0, 0, 0, 0, 127, 64, 0, 127];
        for (int i = 0; i < expected.Length; i++)
            Assert.IsLessThanOrEqualTo(1, Math.Abs(expected[i] - back.Pixels[i]));
    }

    [TestMethod]
    [DataRow(".bmp")]
    [DataRow(".gif")]
    [DataRow(".txt")]
    public void Save_InAFormatThatCannotBeWritten_IsRefused(string extension)
    {
        using var image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);
        Assert.ThrowsExactly<ArgumentException>(() => image.Save(FilePath(extension)));
    }

    // A 2 x 1 image, black and white, in formats that are only read.
    [TestMethod]
    [DataRow("R0lGODdhAgABAIAAAAAAAP///ywAAAAAAgABAAACAkQKADs=", DisplayName = "GIF with a palette")]
    [DataRow("Qk0+AAAAAAAAADYAAAAoAAAAAgAAAAEAAAABABgAAAAAAAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAA////AAA=", DisplayName = "BMP")]
    public void CreateFromStream_ReadsOtherFormats(string base64)
    {
        using var image = MLImage.CreateFromStream(new MemoryStream(Convert.FromBase64String(base64)));
        Assert.AreEqual((2, 1), (image.Width, image.Height));
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 255, 255, 255, 255, 255 }, image.Pixels.ToArray());
    }

    [TestMethod]
    public void CreateFromStream_OfAStreamThatCannotSeek()
    {
        var path = FilePath(".png");
        using var image = MLImage.CreateFromPixels(6, 4, MLPixelFormat.Bgra32, Bgra(6, 4));
        image.Save(path);
        using var packed = new MemoryStream();
        using (var zip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(File.ReadAllBytes(path));
        packed.Position = 0;
        using var back = MLImage.CreateFromStream(new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Decompress));
        Assert.AreEqual(6, back.Width);
    }

    [TestMethod]
    public void UndecodableData_IsAnArgumentException()
    {
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream("no image"u8.ToArray())));
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream()));
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream([0x89, (byte)'P', (byte)'N', (byte)'G', 1, 2, 3])));
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromFile(FilePath("missing.png")));
        Assert.ThrowsExactly<ArgumentNullException>(() => MLImage.CreateFromFile(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => MLImage.CreateFromStream(null!));
    }

    [TestMethod]
    [DataRow(0, 1, MLPixelFormat.Bgra32, 4)]
    [DataRow(1, -1, MLPixelFormat.Bgra32, 4)]
    [DataRow(1, 1, MLPixelFormat.Unknown, 4)]
    [DataRow(1, 1, MLPixelFormat.Rgba32, 3)]
    [DataRow(65536, 65536, MLPixelFormat.Rgba32, 0)]
    public void CreateFromPixels_ChecksItsArguments(int width, int height, MLPixelFormat format, int length)
        => Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromPixels(width, height, format, new byte[length]));

    [TestMethod]
    public void CreateFromPixels_CopiesThePixels()
    {
        var pixels = Bgra(2, 2);
        using var image = MLImage.CreateFromPixels(2, 2, MLPixelFormat.Bgra32, pixels);
        pixels[0] = 77;
        Assert.AreNotEqual(77, image.Pixels[0]);
        Assert.AreEqual(32, image.BitsPerPixel);
    }

    [TestMethod]
    public void GetBGRPixels_IsTheSameForBothFormats()
    {
        using var bgra = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, [1, 2, 3, 255]);
        using var rgba = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, [3, 2, 1, 255]);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, bgra.GetBGRPixels);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, rgba.GetBGRPixels);
    }

    [TestMethod]
    public void ADisposedImage_RefusesEverything()
    {
        var image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);
        image.Tag = "t";
        image.Dispose();
        image.Dispose();
        Assert.ThrowsExactly<InvalidOperationException>(() => image.Width);
        Assert.ThrowsExactly<InvalidOperationException>(() => image.Tag);
        Assert.ThrowsExactly<InvalidOperationException>(() => image.Pixels.Length);
        Assert.ThrowsExactly<InvalidOperationException>(() => image.Save(FilePath(".png")));
    }
}
