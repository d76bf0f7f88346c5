using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>Complete files of every kind are read with their pixels, and lost information is reported.</summary>
[TestClass]
public sealed class PictureFormatTests : IDisposable
{
    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();
    private readonly LogRecorder _log;

    public PictureFormatTests() => _log = new LogRecorder(_ml);

    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Names => PictureFixture.Names.Select(name => new object[] { name });

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void The_pixels_are_those_of_another_decoder(string name)
    {
        var expected = PictureFixture.Of(name);
        using var image = Read(expected.File);
        Assert.AreEqual((expected.Width, expected.Height), (image.Width, image.Height));

        var pixels = PictureFixture.RgbOf(image);
        var worst = expected.Rgb.Zip(pixels, (a, b) => Math.Abs(a - b)).Max();
        TestContext.WriteLine($"{name}: {worst}");
        Assert.IsLessThanOrEqualTo(ToleranceOf(name), worst, $"{Convert.ToHexString(expected.Rgb)} was read as {Convert.ToHexString(pixels)}");
        Assert.IsFalse(MLImagePixels.IsTransparent(image));
    }

    [TestMethod]
    public void The_content_tells_the_format_not_the_name()
    {
        using var image = Read(PictureFixture.Encoded("jpeg rgb"), "picture.png");
        Assert.AreEqual(8, image.Width);
    }

    [TestMethod]
    [DataRow("png gray alpha", "1 of 1 pictures have transparent parts, which are white now")]
    [DataRow("png rgba", "1 of 1 pictures have transparent parts, which are white now")]
    [DataRow("png palette alpha", "1 of 1 pictures have transparent parts, which are white now")]
    [DataRow("png rgb key colour", "1 of 1 pictures have transparent parts, which are white now")]
    [DataRow("webp alpha", "1 of 1 pictures have transparent parts, which are white now")]
    [DataRow("png gray 16 bit", "1 of 1 pictures have 16 bits per value, of which the upper 8 are kept")]
    [DataRow("png rgb 16 bit", "1 of 1 pictures have 16 bits per value, of which the upper 8 are kept")]
    public void What_is_lost_is_told_with_its_count(string name, string expected)
    {
        Read(PictureFixture.Encoded(name)).Dispose();
        Assert.Contains(expected, _log.Of(ChannelMessageKind.Warning).Single());
    }

    [TestMethod]
    [DataRow("gif animated")]
    [DataRow("webp animated")]
    [DataRow("png animated")]
    public void That_the_first_frame_is_taken_is_told(string name)
    {
        Read(PictureFixture.Encoded(name)).Dispose();
        Assert.Contains("1 of 1 pictures have several frames, of which the first is taken.", string.Join('\n', _log.Of(ChannelMessageKind.Info)));
        Assert.HasCount(0, _log.Of(ChannelMessageKind.Warning));
    }

    [TestMethod]
    public void Of_ordinary_pictures_there_is_nothing_to_tell()
    {
        foreach (var name in new[] { "png rgb", "png gray", "png palette", "jpeg rgb", "gif", "webp lossy", "bmp 24 bit" })
            Write(PictureFixture.Encoded(name), name + ".png");
        Assert.AreEqual(7, _ml.Data.LoadFromImageFolder(_folder[""]).GetColumn<MLImage>("Image").Count());
        Assert.HasCount(0, _log.Of(ChannelMessageKind.Warning));
        Assert.DoesNotContain("pictures", string.Join('\n', _log.Of(ChannelMessageKind.Info)));
    }

    [TestMethod]
    public void What_was_told_in_one_pass_is_not_told_in_the_next()
    {
        Write(PictureFixture.Encoded("png rgba"), "1.png");
        Write(PictureFixture.Encoded("png rgb"), "2.png");
        Write(PictureFixture.Encoded("webp alpha"), "3.webp");
        var data = _ml.Data.LoadFromImageFolder(_folder[""]);
        for (var pass = 0; pass < 2; pass++)
            Assert.AreEqual(3, data.GetColumn<MLImage>("Image").Count());
        Assert.Contains("2 of 3 pictures have transparent parts", _log.Of(ChannelMessageKind.Warning).Single());
    }

    private static int ToleranceOf(string name)
    {
        var words = name.Split(' ');
        if (words.Contains("cmyk"))
            return 4; // the conversion is up to the decoder
        if (words.Contains("jpeg") || words.Contains("lossy"))
            return 3; // so are the last bits
        return words.Contains("16") ? 1 : 0; // 8 bits of 16: cut off, or rounded
    }

    private MLImage Read(byte[] file, string name = "picture.bmp")
    {
        Write(file, name);
        return _ml.Data.LoadFromImageFolder(_folder[""]).GetColumn<MLImage>("Image").Single();
    }

    private void Write(byte[] file, string name) => File.WriteAllBytes(_folder[name], file);
}
