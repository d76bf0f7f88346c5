using static Microsoft.ML.Gan.Tests.Metrics.Arithmetic.MetricsFixture;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Metrics.Arithmetic;

/// <summary>MS-SSIM of the images of metrics_fixtures.py, and properties that hold for any arrays.</summary>
[TestClass]
public class MultiScaleSimilarityTests
{
    [TestMethod]
    public void Values_agree_with_numpy_at_two_three_and_five_scales()
    {
        foreach (var expected in Get("similarities").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            long[] shape = [.. expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            var x = Pattern64(7, shape);
            var values = MultiScaleSimilarity.OfPairs(x, (0.75 * x) + (0.25 * Pattern64(8, shape)));
            double[] numbers = [.. expected.GetProperty("values").EnumerateArray().Select(value => value.GetDouble())];
            TensorAssert.AreClose(tensor(numbers), values, 1e-12);
        }
    }

    [TestMethod]
    [DataRow(10, 0)]
    [DataRow(11, 1)]
    [DataRow(28, 2)]
    [DataRow(32, 2)]
    [DataRow(45, 3)]
    [DataRow(128, 4)]
    [DataRow(176, 5)]
    [DataRow(1024, 5)]
    public void Scales_smaller_than_the_window_are_left_out(int side, int scales)
    {
        Assert.AreEqual(scales, MultiScaleSimilarity.Scales(side, 2000));
        Assert.AreEqual(scales, MultiScaleSimilarity.Scales(2000, side));
    }

    [TestMethod]
    public void Similarity_is_one_for_equal_images_and_low_for_the_negative()
    {
        using var scope = NewDisposeScope();
        var images = Pattern.Uniform(1, 3, 2, 32, 32);
        TensorAssert.AreClose(ones(3), MultiScaleSimilarity.OfPairs(images, images), 1e-12);
        TensorAssert.AreClose(zeros(3), MultiScaleSimilarity.OfPairs(images, -images), 1e-12);
    }

    [TestMethod]
    public void Constant_images_of_different_brightness_are_partly_similar()
    {
        using var scope = NewDisposeScope();
        // Luminance alone: (2·½·1 + c) / (¼ + 1 + c) with c = 0.02², to the weight 0.2856 / 0.3304.
        var expected = Math.Pow((1 + 0.0004) / (1.25 + 0.0004), 0.2856 / 0.3304);
        var value = MultiScaleSimilarity.OfPairs(full([1, 1, 32, 32], 0.5), ones(1, 1, 32, 32)).item<double>();
        Assert.AreEqual(expected, value, 1e-6);
    }

    [TestMethod]
    public void Images_that_cannot_be_compared_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsExactly<ArgumentException>(() => MultiScaleSimilarity.OfPairs(zeros(1, 1, 10, 40), zeros(1, 1, 10, 40)));
        Assert.ThrowsExactly<ArgumentException>(() => MultiScaleSimilarity.OfPairs(zeros(1, 1, 16, 16), zeros(2, 1, 16, 16)));
    }
}
