using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Compat.Tests.MLNet.Images;

[TestClass]
public class ImageGeometryTests
{
    private static MLImage Flat(int width, int height, byte blue, byte green, byte red)
        => MLImage.FromBgra(width, height, Enumerable.Repeat(new[] { blue, green, red, (byte)255 }, width * height).SelectMany(p => p).ToArray());

    [TestMethod]
    [DataRow(7, 7)]
    [DataRow(31, 31)]
    [DataRow(100, 100)]
    public void AFlatImage_StaysFlatAtAnySize(int width, int height)
    {
        using var image = Flat(16, 16, 10, 200, 255);
        using var scaled = ImageGeometry.Resize(image, width, height, ImageResizingEstimator.ResizingKind.IsoCrop, ImageResizingEstimator.Anchor.Center);
        foreach (var pixel in scaled.Pixels.ToArray().Chunk(4))
            CollectionAssert.AreEqual(new byte[] { 10, 200, 255, 255 }, pixel);
    }

    // One white pixel of 5, doubled: Mitchell's weights at distances 1/4, 3/4, 5/4 and 7/4.
    [TestMethod]
    public void AWhitePixel_BecomesTheFiltersShape()
    {
        var pixels = new byte[5 * 5 * 4];
        for (int y = 0; y < 5; y++)
            pixels.AsSpan((y * 5 + 2) * 4, 3).Fill(255);
        using var image = MLImage.FromBgra(5, 5, pixels);
        using var scaled = ImageGeometry.Resize(image, 10, 10, ImageResizingEstimator.ResizingKind.IsoPad, ImageResizingEstimator.Anchor.Center);
        double Weight(double x) => x < 1
            ? (7 * x * x * x - 12 * x * x + 16.0 / 3) / 6
            : (-7.0 / 3 * x * x * x + 12 * x * x - 20 * x + 32.0 / 3) / 6;
        for (int x = 0; x < 10; x++)
        {
            double distance = Math.Abs((x + 0.5) / 2 - 2.5);
            double expected = distance < 2 ? Math.Max(0, 255 * Weight(distance)) : 0;
            Assert.AreEqual(expected, scaled.Pixels[(5 * 10 + x) * 4], 0.51);
        }
    }

    [TestMethod]
    [DataRow(ImageResizingEstimator.Anchor.Top, 0)]
    [DataRow(ImageResizingEstimator.Anchor.Center, 8)]
    [DataRow(ImageResizingEstimator.Anchor.Bottom, 16)]
    public void IsoCrop_OfATallImage_CutsFromTheAnchor(ImageResizingEstimator.Anchor anchor, int first)
    {
        var pixels = new byte[16 * 32 * 4];
        for (int i = 0; i < pixels.Length; i += 4)
            pixels[i] = (byte)(i / 64 * 8);
        using var image = MLImage.FromBgra(16, 32, pixels);
        using var cropped = ImageGeometry.Resize(image, 16, 16, ImageResizingEstimator.ResizingKind.IsoCrop, anchor);
        for (int y = 2; y < 14; y++)
            Assert.AreEqual((first + y) * 8, cropped.Pixels[y * 16 * 4], 1.0);
    }

    [TestMethod]
    public void Gray_OfTransparentPixels_IsOnBlack()
    {
        using var image = MLImage.FromBgra(2, 1, [0, 0, 0, 0, 100, 100, 100, 255]);
        using var gray = ImageGeometry.Gray(image);
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 255, 100, 100, 100, 255 }, gray.Pixels.ToArray());
    }
}
