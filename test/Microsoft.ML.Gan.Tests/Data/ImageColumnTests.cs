using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Data;

[TestClass]
public class ImageColumnTests
{
    [TestMethod]
    public void Missing_column_is_named()
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ImageColumn.Create(TestRows.Bytes(1).Schema, "Picture"));
        StringAssert.Contains(e.Message, "image column 'Picture'");
    }

    [TestMethod]
    public void Wrong_type_is_named_beside_what_was_expected()
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ImageColumn.Create(TestRows.Bytes(1).Schema, "Label"));
        StringAssert.Contains(e.Message, "'Label': expected an image, or a vector of Single or Byte");
        StringAssert.Contains(e.Message, "Key<UInt32");
    }

    [TestMethod]
    public void Dimensions_of_a_vector_tell_the_shape()
    {
        Assert.AreEqual(new ImageShape(3, 4, 5), ShapeOf<Planes>());
        Assert.AreEqual(new ImageShape(3, 4, 5), ShapeOf<Interleaved>(new PixelLayout { InterleavePixelColors = true }));
        Assert.AreEqual(new ImageShape(1, 28, 28), ShapeOf<Gray784>());
        Assert.AreEqual(new ImageShape(3, 32, 32), ShapeOf<Color3072>());
    }

    [TestMethod]
    public void A_length_that_is_no_picture_asks_for_the_shape()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ShapeOf<Odd>());
        Assert.AreEqual(new ImageShape(1, 5, 4), ShapeOf<Odd>(shape: new ImageShape(1, 5, 4)));
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ShapeOf<Odd>(shape: new ImageShape(1, 5, 5)));
        StringAssert.Contains(e.Message, "expected 25 values for an image of 1×5×5");
    }

    [TestMethod]
    public void NaN_is_reported_with_column_and_row()
    {
        var data = TestRows.Floats([0, 1, 2, 3], [0, 1, float.NaN, 3]);
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => TestRows.Reader(data, 2));
        StringAssert.Contains(e.Message, "Image column 'Image', row 1: value NaN at index 2 is not a finite number");
    }

    [TestMethod]
    public void Pixels_of_another_layout_are_refused()
    {
        var data = TestRows.Floats([-0.9f, 0, 0.5f, 1]);
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => TestRows.Reader(data, 1));
        StringAssert.Contains(e.Message, "is not a pixel from 0 to 255; the pixel layout's offset 0 and scale 1");
    }

    [TestMethod]
    public void Missing_image_is_reported_with_its_row()
    {
        using var image = TestRows.Image(TestRows.Shape, 1, 2, 3, 4);
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => TestRows.Reader(TestRows.Images(image, null), 1));
        StringAssert.Contains(e.Message, "Image column 'Image', row 1: there is no image");
    }

    [TestMethod]
    public void Images_of_mixed_size_are_reported_with_both_sizes()
    {
        using var one = TestRows.Image(TestRows.Shape, 1, 2, 3, 4);
        using var other = TestRows.Image(new ImageShape(1, 1, 2), 1, 2);
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => TestRows.Reader(TestRows.Images(one, other), 1));
        StringAssert.Contains(e.Message, "row 1: the image is 1×2 pixels, where 2×2 was expected");
    }

    [TestMethod]
    public void Images_of_the_callers_live_on()
    {
        using var image = TestRows.Image(TestRows.Shape, 1, 2, 3, 4);
        using (var reader = TestRows.Reader(TestRows.Images(image, image), 2))
            reader.NextOnHost();
        Assert.AreEqual(2, image.Width);
    }

    [TestMethod]
    [DataRow(new byte[] { 10, 10, 10, 200, 200, 200 }, 1)]
    [DataRow(new byte[] { 10, 10, 10, 200, 200, 201 }, 3)]
    public void Images_are_gray_if_every_pixel_is(byte[] second, int channels)
    {
        using var one = TestRows.Image(new ImageShape(3, 1, 2), 7, 7, 7, 9, 9, 9);
        using var two = TestRows.Image(new ImageShape(3, 1, 2), second);
        using var reader = TestRows.Reader(TestRows.Images(one, two), 2);
        var batch = reader.NextOnHost();
        Assert.AreEqual(channels, batch.Shape().Channels);

        var first = batch.Rows[0] == 0 ? 0 : 1;
        CollectionAssert.AreEqual(
            channels == 1 ? new byte[] { 7, 9 } : [7, 7, 7, 9, 9, 9],
            batch.Pixels().AsSpan(first * batch.Shape().Length, batch.Shape().Length).ToArray());
    }

    [TestMethod]
    public void Colour_can_be_read_as_luminance()
    {
        using var image = TestRows.Image(new ImageShape(3, 1, 1), 100, 200, 50);
        var data = TestRows.Images(image);
        using var reader = TestRows.Batches(data, ImageColumn.Create(data.Schema, "Image", channels: 1), null, 1, 1);
        Assert.AreEqual((byte)((0.21 * 100) + (0.72 * 200) + (0.07 * 50) + 0.5), reader.NextOnHost().Pixels()[0]);
    }

    private static ImageShape ShapeOf<TRow>(PixelLayout? layout = null, ImageShape? shape = null)
        where TRow : class, new() =>
        ImageColumn.Create(new MLContext(1).Data.LoadFromEnumerable<TRow>([]).Schema, "Image", layout, shape).Shape!.Value;

    private sealed class Planes
    {
        [VectorType(3, 4, 5)]
        public float[] Image { get; set; } = [];
    }

    private sealed class Interleaved
    {
        [VectorType(4, 5, 3)]
        public float[] Image { get; set; } = [];
    }

    private sealed class Gray784
    {
        [VectorType(784)]
        public float[] Image { get; set; } = [];
    }

    private sealed class Color3072
    {
        [VectorType(3072)]
        public byte[] Image { get; set; } = [];
    }

    private sealed class Odd
    {
        [VectorType(20)]
        public byte[] Image { get; set; } = [];
    }
}
