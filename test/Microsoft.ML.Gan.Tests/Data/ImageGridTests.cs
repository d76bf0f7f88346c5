using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Data;

[TestClass]
public class ImageGridTests
{
    [TestMethod]
    public void Images_fill_rows_with_padding_around_each()
    {
        using var grid = ImageGrid.Create([1, 2, 3], new ImageShape(1, 1, 1), columns: 2, padding: 1, scale: 1, background: 9);
        CollectionAssert.AreEqual(
            new byte[]
            {
                9, 9, 9, 9, 9,
                9, 1, 9, 2, 9,
                9, 9, 9, 9, 9,
                9, 3, 9, 9, 9,
                9, 9, 9, 9, 9,
            },
            Gray(grid, 5, 5));
    }

    [TestMethod]
    public void Scale_makes_squares_of_pixels()
    {
        using var grid = ImageGrid.Create([1, 2], new ImageShape(1, 1, 2), columns: 1, padding: 0, scale: 2);
        CollectionAssert.AreEqual(new byte[] { 1, 1, 2, 2, 1, 1, 2, 2 }, Gray(grid, 2, 4));
    }

    [TestMethod]
    public void A_saved_grid_keeps_its_colours()
    {
        var path = Path.Combine(Path.GetTempPath(), $"mlgan-grid-{Guid.NewGuid():N}.png");
        try
        {
            using var red = TestRows.Image(new ImageShape(3, 1, 1), 255, 10, 20);
            ImageGrid.Save(path, [red], columns: 1, padding: 0);
            using var read = MLImage.CreateFromFile(path);
            var pixels = new byte[3];
            MLImagePixels.Read(read, pixels, 3);
            CollectionAssert.AreEqual(new byte[] { 255, 10, 20 }, pixels);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void Images_of_mixed_size_are_refused()
    {
        using var one = TestRows.Image(new ImageShape(1, 1, 1), 1);
        using var two = TestRows.Image(new ImageShape(1, 1, 2), 1, 2);
        Assert.ThrowsExactly<ArgumentException>(() => ImageGrid.Create([one, two], columns: 2));
    }

    private static byte[] Gray(MLImage image, int height, int width)
    {
        Assert.AreEqual((height, width), (image.Height, image.Width));
        var pixels = new byte[height * width];
        MLImagePixels.Read(image, pixels, 1);
        return pixels;
    }
}
