using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class BatchMixingTests
{
    private const int Count = 6;
    private const int Side = 10;

    [TestMethod]
    public void MixUp_blends_images_as_much_as_their_classes()
    {
        using var scope = NewDisposeScope();
        for (var batch = 0; batch < 20; batch++)
        {
            var (images, targets) = new BatchMixing { MixUp = 0.4 }.Mix(Images(), eye(Count), seed: 1, batch);

            for (var i = 0; i < Count; i++)
            {
                var own = targets[i, i].item<float>();
                var other = targets[i, (i + Count - 1) % Count].item<float>();
                Assert.AreEqual(1, own + other, 1e-6f);
                var expected = (own * i) + (other * ((i + Count - 1) % Count));
                Assert.AreEqual(expected, images[i].min().item<float>(), 1e-5f);
                Assert.AreEqual(expected, images[i].max().item<float>(), 1e-5f);
            }
        }
    }

    [TestMethod]
    public void CutMix_takes_as_many_pixels_as_the_classes_say()
    {
        using var scope = NewDisposeScope();
        var shares = new List<float>();
        for (var batch = 0; batch < 40; batch++)
        {
            var (images, targets) = new BatchMixing { CutMix = 1 }.Mix(Images(), eye(Count), seed: 1, batch);

            var own = targets[2, 2].item<float>();
            shares.Add(own);
            Assert.AreEqual(own, images[2].eq(2).to(ScalarType.Float32).mean().item<float>(), 1e-6f);
            Assert.AreEqual(1 - own, images[2].eq(1).to(ScalarType.Float32).mean().item<float>(), 1e-6f);
        }

        Assert.IsLessThan(0.4f, shares.Min());
        Assert.IsGreaterThan(0.8f, shares.Max());
    }

    [TestMethod]
    public void MixUp_shares_have_the_moments_of_a_beta()
    {
        using var scope = NewDisposeScope();
        const double alpha = 0.4;
        var mixing = new BatchMixing { MixUp = alpha };
        double sum = 0, squares = 0;
        const int batches = 4000;
        var (images, targets) = (zeros(2, 1, 1, 1), eye(2));
        for (var batch = 0; batch < batches; batch++)
        {
            using var inner = NewDisposeScope();
            var share = mixing.Mix(images, targets, seed: 9, batch).Targets[0, 0].item<float>();
            (sum, squares) = (sum + share, squares + (share * share));
        }

        var mean = sum / batches;
        Assert.AreEqual(0.5, mean, 0.02);
        Assert.AreEqual(1 / (4 * ((2 * alpha) + 1)), (squares / batches) - (mean * mean), 0.01); // α²/((2α)²(2α + 1))
    }

    [TestMethod]
    public void Validate_of_an_alpha_that_cannot_be_drawn_by_names_the_option()
    {
        // Below it, a draw of torch may be ½ where nearly all of the distribution is at 0 and 1.
        Assert.AreEqual("Mixing.MixUp", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new BatchMixing { MixUp = 0.001 }.Validate("Mixing")).ParamName);
        Assert.AreEqual("Mixing.CutMix", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new BatchMixing { MixUp = 1, CutMix = 0.001 }.Validate("Mixing")).ParamName);
        new BatchMixing { MixUp = 0.01 }.Validate("Mixing");
    }

    [TestMethod]
    public void Mixing_leaves_torchs_own_generator_alone()
    {
        using var scope = NewDisposeScope();
        var before = random.get_rng_state();
        new BatchMixing { MixUp = 0.4, CutMix = 1 }.Mix(zeros(2, 1, 4, 4), eye(2), seed: 4, batch: 1);
        Assert.IsTrue(before.equal(random.get_rng_state()).all().item<bool>());
    }

    [TestMethod]
    public void Probability_says_how_many_batches_are_mixed()
    {
        using var scope = NewDisposeScope();
        var mixing = new BatchMixing { MixUp = 1, Probability = 0.25 };
        var targets = eye(2);
        var mixed = Enumerable.Range(0, 2000).Count(batch => mixing.Mix(zeros(2, 1, 1, 1), targets, seed: 3, batch).Targets[0, 0].item<float>() < 1);

        Assert.AreEqual(500, mixed, 60);
    }

    /// <summary>The pixels of image i are i.</summary>
    private static Tensor Images() => arange(Count, dtype: ScalarType.Float32).view(Count, 1, 1, 1).expand(Count, 1, Side, Side).contiguous();
}
