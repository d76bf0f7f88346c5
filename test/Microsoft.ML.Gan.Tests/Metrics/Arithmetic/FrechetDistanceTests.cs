using static Microsoft.ML.Gan.Tests.Metrics.Arithmetic.MetricsFixture;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Metrics.Arithmetic;

/// <summary>FID on the arrays of metrics_fixtures.py, and properties that hold for any arrays.</summary>
[TestClass]
public class FrechetDistanceTests
{
    [TestMethod]
    [DataRow("fid", 300, 250, 16, false)]
    [DataRow("fidOfFew", 20, 30, 64, true)]
    [DataRow("fidOfFewAndMany", 20, 300, 64, true)]
    public void Value_agrees_with_scipy(string name, int real, int generated, int dimensions, bool hasFewSamples)
    {
        using var scope = NewDisposeScope();
        var distance = Between(Real(1, real, dimensions), Generated(2, generated, dimensions));
        var expected = Get(name).GetDouble();
        Assert.AreEqual(expected, distance.Value, 1e-9 * expected);
        Assert.AreEqual(hasFewSamples, distance.HasFewSamples);
    }

    [TestMethod]
    public void Float32_features_agree_with_scipy()
    {
        using var scope = NewDisposeScope();
        var (real, generated) = (Pattern.Uniform(1, 500, 16), (Pattern.Uniform(2, 500, 16) * 0.5f) + 0.25f);
        var exact = Between(real.to(ScalarType.Float64), generated.to(ScalarType.Float64)).Value;
        Assert.AreEqual(exact, Between(real, generated).Value, 1e-12 * exact);
    }

    [TestMethod]
    [DataRow(300, 16)]
    [DataRow(20, 64)]
    public void Distance_of_equal_images_is_zero(int count, int dimensions)
    {
        using var scope = NewDisposeScope();
        using var statistics = Statistics(1000 * Real(1, count, dimensions));
        var distance = FrechetDistance.Between(statistics, statistics);
        Assert.IsGreaterThanOrEqualTo(0, distance.Value);
        Assert.AreEqual(0, distance.Value / statistics.Covariance().trace().item<double>(), 1e-12);
    }

    [TestMethod]
    public void Repeating_all_features_doubles_the_distance()
    {
        // Σ lacks full rank although there are many images.
        using var scope = NewDisposeScope();
        var (real, generated) = (Real(1, 300, 16), Generated(2, 250, 16));
        var once = Between(real, generated).Value;
        Assert.AreEqual(2 * once, Between(cat([real, real], 1), cat([generated, generated], 1)).Value, 1e-9 * once);
    }

    [TestMethod]
    public void Distance_is_symmetric_even_without_full_rank()
    {
        using var scope = NewDisposeScope();
        var (few, many) = (Real(1, 20, 64), Generated(2, 300, 64));
        Assert.AreEqual(Between(few, many).Value, Between(many, few).Value, 1e-9);
    }

    [TestMethod]
    public void Constant_features_on_one_side_give_the_means_and_the_variance_of_the_other()
    {
        using var scope = NewDisposeScope();
        var varied = Real(1, 300, 16);
        using var statistics = Statistics(varied);
        var expected = statistics.Covariance().trace() + (statistics.Mean() - 2).square().sum();
        var distance = Between(varied, full([100, 16], 2.0, ScalarType.Float64)).Value;
        Assert.AreEqual(expected.item<double>(), distance, 1e-9);
    }

    [TestMethod]
    public void Constant_features_on_both_sides_give_the_distance_of_the_means()
    {
        using var scope = NewDisposeScope();
        Assert.AreEqual(4, Between(ones(100, 4), full([50, 4], 2.0)).Value, 1e-12);
    }

    [TestMethod]
    public void Gaussians_of_equal_covariance_have_the_distance_of_their_means()
    {
        using var scope = NewDisposeScope();
        var features = Real(1, 300, 16);
        Assert.AreEqual(16 * 9, Between(features, features + 3).Value, 1e-9);
    }

    [TestMethod]
    public void Features_of_different_extractors_are_never_compared()
    {
        using var scope = NewDisposeScope();
        using var inception = Statistics(Real(1, 30, 4), extractor: "inception");
        using var classifier = Statistics(Real(1, 30, 4), extractor: "classifier");
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => FrechetDistance.Between(inception, classifier));
        Assert.Contains("'inception' and 'classifier'", error.Message);
    }

    [TestMethod]
    [DataRow(1, 4)]
    [DataRow(30, 5)]
    public void Statistics_that_do_not_fit_are_refused(int count, int dimensions)
    {
        using var scope = NewDisposeScope();
        using var good = Statistics(Real(1, 30, 4));
        using var other = Statistics(Real(1, count, dimensions));
        Assert.ThrowsExactly<InvalidOperationException>(() => FrechetDistance.Between(good, other));
    }

    [TestMethod]
    public void Features_that_are_not_finite_are_refused()
    {
        using var scope = NewDisposeScope();
        var broken = Real(1, 30, 4);
        broken[3, 2] = double.NaN;
        Assert.ThrowsExactly<InvalidOperationException>(() => Between(Real(1, 30, 4), broken));
    }

    private static FrechetDistance Between(Tensor real, Tensor generated)
    {
        using var first = Statistics(real);
        using var second = Statistics(generated);
        return FrechetDistance.Between(first, second);
    }
}
