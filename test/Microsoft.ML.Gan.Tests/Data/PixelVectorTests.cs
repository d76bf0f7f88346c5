using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Tests.Data;

[TestClass]
public class PixelVectorTests
{
    private static readonly ImageShape Shape = new(3, 1, 2);
    private static readonly byte[] Pixels = [1, 2, 3, 4, 5, 6];

    [TestMethod]
    [DataRow(false, ImagePixelExtractingEstimator.ColorsOrder.ARGB, new byte[] { 1, 4, 2, 5, 3, 6 })]
    [DataRow(true, ImagePixelExtractingEstimator.ColorsOrder.ARGB, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [DataRow(false, ImagePixelExtractingEstimator.ColorsOrder.ABGR, new byte[] { 3, 6, 2, 5, 1, 4 })]
    [DataRow(true, ImagePixelExtractingEstimator.ColorsOrder.AGBR, new byte[] { 2, 3, 1, 5, 6, 4 })]
    public void Layout_orders_colours_as_ExtractPixels_does(bool interleave, ImagePixelExtractingEstimator.ColorsOrder order, byte[] expected)
    {
        var vector = new PixelVector(Shape, new PixelLayout { InterleavePixelColors = interleave, OrderOfExtraction = order });
        var written = new byte[6];
        vector.Write(Pixels, written.AsSpan());
        CollectionAssert.AreEqual(expected, written);

        var read = new byte[6];
        vector.Read(written.AsSpan(), read);
        CollectionAssert.AreEqual(Pixels, read);
    }

    [TestMethod]
    public void Layouts_agree_with_ExtractPixels()
    {
        var ml = new MLContext(1);
        foreach (var order in Enum.GetValues<ImagePixelExtractingEstimator.ColorsOrder>())
        {
            foreach (var interleave in new[] { false, true })
            {
                using var image = TestRows.Image(Shape, Pixels);
                var data = ml.Data.LoadFromEnumerable([new SizedRow { Image = image }]);
                var extracted = ml.Transforms.ExtractPixels("Pixels", "Image", orderOfExtraction: order, interleavePixelColors: interleave, offsetImage: 127.5f, scaleImage: 1 / 127.5f)
                    .Fit(data).Transform(data);
                var values = extracted.GetColumn<float[]>("Pixels").Single();

                var layout = new PixelLayout { OrderOfExtraction = order, InterleavePixelColors = interleave, OffsetImage = 127.5f, ScaleImage = 1 / 127.5f };
                var written = new float[6];
                new PixelVector(Shape, layout).Write(Pixels, written.AsSpan());
                CollectionAssert.AreEqual(values, written, $"{order}, interleaved: {interleave}");
            }
        }
    }

    [TestMethod]
    public void Every_byte_survives_offset_and_scale()
    {
        var all = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        var vector = new PixelVector(new ImageShape(1, 16, 16), new PixelLayout { OffsetImage = 127.5f, ScaleImage = 1 / 127.5f });
        var values = new float[256];
        var read = new byte[256];
        vector.Write(all, values.AsSpan());
        Assert.AreEqual(-1f, values[0]);
        Assert.AreEqual(-1, vector.Read(values.AsSpan(), read));
        CollectionAssert.AreEqual(all, read);
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.NegativeInfinity)]
    [DataRow(256f)]
    [DataRow(-1f)]
    public void Values_that_are_no_pixels_are_found(float value)
    {
        var vector = new PixelVector(new ImageShape(1, 1, 3), PixelLayout.Default);
        Assert.AreEqual(1, vector.Read([0, value, 0], new byte[3]));
    }

    private sealed class SizedRow
    {
        [ImageType(1, 2)]
        public MLImage? Image { get; set; }
    }
}
