using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>Whole files of every kind are read with the pixels that they hold.</summary>
[TestClass]
public class PictureFormatTests
{
    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Names => PictureFixture.Names.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void The_pixels_are_those_of_another_decoder(string name)
    {
        using var image = Read(PictureFixture.Encoded(name));
        Assert.AreEqual(PictureFixture.Size(name), (image.Width, image.Height));

        var expected = PictureFixture.Rgb(name);
        var pixels = new byte[expected.Length];
        MLImagePixels.Read(image, pixels, 3);
        var worst = expected.Zip(pixels, (a, b) => Math.Abs(a - b)).Max();
        TestContext.WriteLine($"{name}: {worst}");
        Assert.IsLessThanOrEqualTo(ToleranceOf(name), worst, $"{Convert.ToHexString(expected)} was read as {Convert.ToHexString(pixels)}");
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void The_header_tells_the_size(string name)
    {
        var header = PictureHeader.Read(PictureFixture.Encoded(name));
        Assert.AreEqual(PictureFixture.Size(name), ((int)header.Width, (int)header.Height));
    }

    [TestMethod]
    public void The_content_tells_the_format_not_the_name()
    {
        using var image = Read(PictureFixture.Encoded("jpeg rgb"), "picture.png");
        Assert.AreEqual(8, image.Width);
    }

    private static int ToleranceOf(string name)
    {
        var words = name.Split(' ');
        if (words.Contains("cmyk"))
            return 4; // the conversion is up to the decoder
        if (words.Contains("jpeg") || words.Contains("lossy"))
            return 3; // so are the last bits
        if (words.Contains("alpha") || words.Contains("rgba"))
            return 2; // codecs differ in how finely they hold opacity
        return words.Contains("16") ? 1 : 0; // 8 bits of 16: cut off, or rounded
    }

    private static MLImage Read(byte[] file, string name = "picture.bmp")
    {
        var folder = Directory.CreateTempSubdirectory("mlgan").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, name), file);
            return new MLContext(1).Data.LoadFromImageFolder(folder).GetColumn<MLImage>("Image").Single();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
