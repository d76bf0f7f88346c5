using static Microsoft.ML.Gan.Tests.Metrics.Arithmetic.MetricsFixture;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Metrics.Arithmetic;

/// <summary>KID on the arrays and subsets of metrics_fixtures.py, and properties that hold for any arrays.</summary>
[TestClass]
public class KernelDistanceTests
{
    [TestMethod]
    public void Value_agrees_with_numpy_over_the_same_subsets()
    {
        using var scope = NewDisposeScope();
        var subsets = Enumerable.Range(0, 6)
            .Select(s => (Rows(i => ((i * 7) + (s * 31)) % 300), Rows(i => ((i * 11) + (s * 17)) % 250)))
            .ToArray();
        var distance = KernelDistance.OfSubsets(Real(1, 300, 8), Generated(2, 250, 8), subsets);
        Assert.AreEqual(Number("kid", "mean"), distance.Mean, 1e-12);
        Assert.AreEqual(Number("kid", "deviation"), distance.Deviation, 1e-12);
        Assert.AreEqual(Number("kid", "deviation") / Math.Sqrt(6), distance.StandardError, 1e-12);

        static long[] Rows(Func<int, int> row) => [.. Enumerable.Range(0, 60).Select(i => (long)row(i))];
    }

    [TestMethod]
    public void Distance_is_about_zero_for_one_distribution_and_larger_for_two()
    {
        using var scope = NewDisposeScope();
        var same = KernelDistance.Between(Real(1, 2000, 8), Real(2, 2000, 8), seed: 1, subsets: 20, subsetSize: 500);
        var other = KernelDistance.Between(Real(1, 2000, 8), Generated(2, 2000, 8), seed: 1, subsets: 20, subsetSize: 500);
        Assert.IsLessThan(0.1, Math.Abs(same.Mean));
        Assert.IsGreaterThan(other.StandardError * 10, other.Mean);
        Assert.IsGreaterThan(Math.Abs(same.Mean) * 5, other.Mean);
    }

    [TestMethod]
    public void Seed_decides_the_subsets()
    {
        using var scope = NewDisposeScope();
        var (real, generated) = (Real(1, 300, 8), Generated(2, 250, 8));
        KernelDistance Draw(ulong seed) => KernelDistance.Between(real, generated, seed, subsets: 5, subsetSize: 50);
        Assert.AreEqual(Draw(1), Draw(1));
        Assert.AreNotEqual(Draw(1), Draw(2));
    }

    [TestMethod]
    public void All_images_are_used_if_there_are_fewer_than_a_subset_has()
    {
        using var scope = NewDisposeScope();
        var (real, generated) = (Real(1, 300, 8), Generated(2, 300, 8));
        long[] all = [.. Enumerable.Range(0, 300).Select(i => (long)i)];
        var whole = KernelDistance.OfSubsets(real, generated, [(all, all)]);
        var distance = KernelDistance.Between(real, generated, seed: 1, subsets: 3);
        Assert.AreEqual(whole.Mean, distance.Mean, 1e-12);
        Assert.AreEqual(0, distance.Deviation);
        Assert.IsGreaterThan(0, KernelDistance.Between(real, generated.narrow(0, 0, 200), seed: 1, subsets: 3).Deviation);
    }

    [TestMethod]
    public void Impossible_subsets_are_refused()
    {
        using var scope = NewDisposeScope();
        var features = Real(1, 30, 8);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => KernelDistance.Between(features, features, 1, subsets: 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => KernelDistance.Between(features, features, 1, subsetSize: 1));
        Assert.ThrowsExactly<ArgumentException>(() => KernelDistance.OfSubsets(features, features, [([0L, 1L], [0L, 1L, 2L])]));
        Assert.ThrowsExactly<ArgumentException>(() => KernelDistance.Between(features, Real(1, 30, 9), 1));
    }
}
