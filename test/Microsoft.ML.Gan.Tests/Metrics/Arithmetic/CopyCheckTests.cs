using static Microsoft.ML.Gan.Tests.Metrics.Arithmetic.MetricsFixture;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Metrics.Arithmetic;

/// <summary>The check on the arrays of metrics_fixtures.py, and of cases with a known answer.</summary>
[TestClass]
public class CopyCheckTests
{
    [TestMethod]
    public void Check_agrees_with_numpy()
    {
        using var scope = NewDisposeScope();
        var training = Pattern64(4, 60, 6);
        var check = CopyCheck.Of(training, Pattern64(5, 150, 6), cat([training.narrow(0, 10, 10), Pattern64(6, 40, 6)]));
        var expected = Get("copying");
        Assert.AreEqual(Number("copying", "closer"), check.CloserThanHeldOut, 1e-12);
        Assert.AreEqual(Number("copying", "closest"), check.CloserThanClosest, 1e-12);
        CollectionAssert.AreEqual(expected.GetProperty("nearest").EnumerateArray().Select(row => row.GetInt64()).ToArray(), check.Nearest.ToArray());
        foreach (var (distance, other) in expected.GetProperty("distances").EnumerateArray().Zip(check.Distances))
            Assert.AreEqual(distance.GetDouble(), other, 1e-12);
    }

    [TestMethod]
    public void Copies_have_distance_zero_whatever_the_mean_of_the_features()
    {
        using var scope = NewDisposeScope();
        var training = Pattern.Uniform(1, 2500, 5) + 1000;
        var check = CopyCheck.Of(training, Pattern.Uniform(2, 200, 5) + 1000, training.flip(0).narrow(0, 0, 1200));
        Assert.AreEqual(1, check.CloserThanHeldOut);
        Assert.AreEqual(1, check.CloserThanClosest);
        CollectionAssert.AreEqual(Enumerable.Range(0, 1200).Select(i => 2499L - i).ToArray(), check.Nearest.ToArray());
        Assert.IsTrue(check.Distances.All(distance => distance == 0));
    }

    [TestMethod]
    public void New_images_of_the_same_distribution_are_as_close_as_held_out_ones()
    {
        using var scope = NewDisposeScope();
        var check = CopyCheck.Of(Pattern64(1, 1500, 5), Pattern64(2, 1000, 5), Pattern64(3, 1000, 5));
        Assert.AreEqual(0.5, check.CloserThanHeldOut, 0.05);
        Assert.AreEqual(0.01, check.CloserThanClosest, 0.01);
    }

    [TestMethod]
    public void Ties_count_half()
    {
        using var scope = NewDisposeScope();
        var images = Pattern64(1, 20, 5);
        Assert.AreEqual(0.5, CopyCheck.Of(images, images, images).CloserThanHeldOut);
    }

    [TestMethod]
    public void Empty_sets_are_refused()
    {
        using var scope = NewDisposeScope();
        var images = Pattern64(1, 20, 5);
        Assert.ThrowsExactly<ArgumentException>(() => CopyCheck.Of(images, zeros(0, 5), images));
        Assert.ThrowsExactly<ArgumentException>(() => CopyCheck.Of(images, images, zeros(3, 6)));
    }
}
