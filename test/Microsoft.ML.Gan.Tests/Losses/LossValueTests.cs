using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Losses;

/// <summary>Each loss on two real and two generated logits, against its formula worked out by hand.</summary>
[TestClass]
public class LossValueTests
{
    // σ(x) = 1/(1 + e⁻ˣ); ln 2 = 0.693147, ln 3 = 1.098612, ln 4 = 1.386294: real logits 0 and ln 3 have σ = ½ and ¾,
    // generated logits 0 and −ln 3 have σ = ½ and ¼.
    private static readonly float[] _real = [0, 1.0986123f];
    private static readonly float[] _fake = [0, -1.0986123f];

    [TestMethod]
    public void Minimax_discriminator_is_minus_the_mean_logarithms() =>
        // −(ln ½ + ln ¾)/2 − (ln ½ + ln ¾)/2
        AssertDiscriminator(GanLoss.Minimax(), 0.6931472 + 0.2876821);

    [TestMethod]
    public void Minimax_generator_is_the_mean_logarithm_of_one_minus_D() =>
        // (ln ½ + ln ¾)/2
        AssertGenerator(GanLoss.Minimax(), -(0.6931472 + 0.2876821) / 2);

    [TestMethod]
    public void Non_saturating_discriminator_is_the_minimax_one() =>
        AssertDiscriminator(GanLoss.NonSaturating(), 0.6931472 + 0.2876821);

    [TestMethod]
    public void Non_saturating_generator_is_minus_the_mean_logarithm_of_D() =>
        // −(ln ½ + ln ¼)/2
        AssertGenerator(GanLoss.NonSaturating(), (0.6931472 + 1.3862944) / 2);

    [TestMethod]
    public void Least_squares_discriminator_has_factors_of_one_half() =>
        // ½·((0 − 1)² + (1.0986 − 1)²)/2 + ½·(0² + 1.0986²)/2
        AssertDiscriminator(GanLoss.LeastSquares(), (1 + 0.0097244 + 1.2069490) / 4);

    [TestMethod]
    public void Least_squares_generator_draws_logits_to_one() =>
        // ½·((0 − 1)² + (−1.0986 − 1)²)/2
        AssertGenerator(GanLoss.LeastSquares(), (1 + 4.4041736) / 4);

    [TestMethod]
    public void Hinge_discriminator_stops_at_the_margin() =>
        // (1 + 0)/2 + (1 + 0)/2: both logits beyond ±1 count nothing
        AssertDiscriminator(GanLoss.Hinge(), 1);

    [TestMethod]
    public void Hinge_generator_is_minus_the_mean() =>
        AssertGenerator(GanLoss.Hinge(), 0.5493061);

    [TestMethod]
    public void Wasserstein_discriminator_is_minus_the_distance_of_the_means() =>
        AssertDiscriminator(GanLoss.Wasserstein(), -1.0986123);

    [TestMethod]
    public void Wasserstein_generator_is_minus_the_mean() =>
        AssertGenerator(GanLoss.Wasserstein(), 0.5493061);

    [TestMethod]
    public void Wasserstein_with_penalty_has_the_same_two_terms()
    {
        AssertDiscriminator(GanLoss.WassersteinGradientPenalty(), -1.0986123);
        AssertGenerator(GanLoss.WassersteinGradientPenalty(), 0.5493061);
    }

    [TestMethod]
    public void Label_smoothing_adds_its_share_of_the_real_logits() =>
        // 0.1·(0 + 1.0986)/2 more: against a target of 0.9, −0.9·ln σ(x) − 0.1·ln(1 − σ(x)) = softplus(−x) + 0.1·x
        AssertDiscriminator(GanLoss.NonSaturating(labelSmoothing: 0.1), 0.6931472 + 0.2876821 + 0.0549306);

    [TestMethod]
    public void A_relativistic_generator_cannot_do_without_real_logits()
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsExactly<ArgumentNullException>(() => GanLoss.RelativisticAverage().Generator(zeros(2, 1)));
    }

    [TestMethod]
    public void Patch_logits_are_averaged_over_all_patches()
    {
        using var scope = NewDisposeScope();
        var patches = tensor(new float[] { 1, 2, 3, 6 }, [1, 1, 2, 2]);
        Assert.AreEqual(-3f, GanLoss.Hinge().Generator(patches).item<float>());
    }

    [TestMethod]
    public void Large_logits_stay_finite()
    {
        using var scope = NewDisposeScope();
        var (real, fake) = (tensor(new float[] { -1000, 1000 }, [2, 1]), tensor(new float[] { 1000, -1000 }, [2, 1]));
        Assert.AreEqual(1000f, GanLoss.NonSaturating().Discriminator(real, fake).item<float>());
        Assert.AreEqual(500f, GanLoss.NonSaturating().Generator(fake).item<float>());
        Assert.AreEqual(-500f, GanLoss.Minimax().Generator(fake).item<float>());
    }

    private static void AssertDiscriminator(IGanLoss loss, double expected)
    {
        using var scope = NewDisposeScope();
        var value = loss.Discriminator(tensor(_real, [2, 1]), tensor(_fake, [2, 1]));
        Assert.AreEqual(0, value.dim());
        Assert.AreEqual(expected, value.item<float>(), 1e-6);
    }

    private static void AssertGenerator(IGanLoss loss, double expected)
    {
        using var scope = NewDisposeScope();
        var value = loss.Generator(tensor(_fake, [2, 1]));
        Assert.AreEqual(0, value.dim());
        Assert.AreEqual(expected, value.item<float>(), 1e-6);
    }
}
