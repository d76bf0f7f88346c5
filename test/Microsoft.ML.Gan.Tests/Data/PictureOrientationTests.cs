using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>Pictures of cameras are upright, as their EXIF data say.</summary>
[TestClass]
public class PictureOrientationTests
{
    public static IEnumerable<object[]> Turned => PictureFixture.Turned.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Turned))]
    public void All_orientations_are_turned_as_another_reader_turns_them(string name)
    {
        var expected = PictureFixture.Of(name, "turned");
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["picture.jpg"], expected.File);

        using var image = Only(folder);

        Assert.AreEqual((expected.Width, expected.Height), (image.Width, image.Height));
        var worst = expected.Rgb.Zip(PictureFixture.RgbOf(image), (a, b) => Math.Abs(a - b)).Max();
        Assert.IsLessThanOrEqualTo(3, worst);
    }

    [TestMethod]
    [DataRow("orientation-3.jpg")]
    [DataRow("orientation-6.jpg")]
    public void One_picture_held_in_three_ways_is_one_picture(string other)
    {
        using var folder = new TemporaryFolder();
        File.Copy(PictureFixture.Case("orientation-1.jpg"), folder["1.jpg"]);
        File.Copy(PictureFixture.Case(other), folder["2.jpg"]);
        var images = new MLContext(1).Data.LoadFromImageFolder(folder[""]).GetColumn<MLImage>("Image").ToArray();

        Assert.AreEqual((32, 16), (images[0].Width, images[0].Height));
        Assert.AreEqual((32, 16), (images[1].Width, images[1].Height));
        // They were compressed before rotation, so they differ at edges of colours.
        var difference = PictureFixture.RgbOf(images[0]).Zip(PictureFixture.RgbOf(images[1]), (a, b) => Math.Abs(a - b)).Average();
        Assert.IsLessThan(6, difference);
        foreach (var image in images)
            image.Dispose();
    }

    [TestMethod]
    public void Pixels_come_as_they_are_stored_where_that_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        File.Copy(PictureFixture.Case("orientation-6.jpg"), folder["1.jpg"]);

        using var image = Only(folder, applyOrientation: false);

        Assert.AreEqual((16, 32), (image.Width, image.Height));
    }

    private static MLImage Only(TemporaryFolder folder, bool applyOrientation = true) =>
        new MLContext(1).Data.LoadFromImageFolder(folder[""], applyOrientation: applyOrientation).GetColumn<MLImage>("Image").Single();
}
