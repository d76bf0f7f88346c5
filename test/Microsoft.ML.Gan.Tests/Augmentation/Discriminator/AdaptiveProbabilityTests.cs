using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Augmentation.Discriminator;

[TestClass]
public class AdaptiveProbabilityTests
{
    [TestMethod]
    public void It_changes_every_so_many_turns_by_the_images_since()
    {
        using var scope = NewDisposeScope();
        using var probability = new AdaptiveProbability(target: 0.6, every: 4, kimg: 1);
        var values = Play(probability, turns: 9, _ => Logits(0.9));
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 0, 0.04, 0.04, 0.04, 0.04, 0.08 }, values); // 4 batches of 10 are 40 of 1,000
    }

    [TestMethod]
    public void It_counts_a_batch_in_parts_once()
    {
        using var scope = NewDisposeScope();
        using var probability = new AdaptiveProbability(0.6, every: 2, kimg: 1);
        for (var turn = 0; turn <= 2; turn++)
        {
            foreach (var size in new[] { 6, 4 })
            {
                probability.BeginBatch(turn);
                probability.Observe(ones(size, 1), size);
            }
        }

        Assert.AreEqual(0.02, probability.Value);
    }

    [TestMethod]
    public void It_stays_between_0_and_1()
    {
        using var scope = NewDisposeScope();
        using var probability = new AdaptiveProbability(0.6, 1, kimg: 0.025);
        Assert.AreEqual(0, Play(probability, 5, _ => Logits(0))[^1]);
        Assert.AreEqual(1, Play(probability, 10, _ => Logits(1))[^1]);
    }

    [TestMethod]
    [DataRow(0.3, 0.6)]
    [DataRow(0.7, 0.2)]
    public void It_settles_where_the_discriminator_is_at_the_target(double settled, double target)
    {
        // A discriminator that recognizes every image without augmentation, and fewer in proportion to the augmentation.
        using var scope = NewDisposeScope();
        using var probability = new AdaptiveProbability(target, every: 4, kimg: 4);
        var slope = (1 - target) / settled;
        var values = Play(probability, 1200, p => Logits(Math.Max(-1, 1 - (slope * p)), count: 1000));
        foreach (var value in values[^200..])
            Assert.AreEqual(settled, value, 0.015);
    }

    [TestMethod]
    public void It_looks_at_signs_only()
    {
        using var scope = NewDisposeScope();
        using var probability = new AdaptiveProbability(0.6, 1, kimg: 1);
        Play(probability, 2, _ => tensor([-100f, -100, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f])); // a mean sign of exactly 0.6
        Assert.AreEqual(0, probability.Value);
        Play(probability, 3, _ => tensor([-100f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f]));
        Assert.IsTrue(probability.Value > 0);
    }

    [TestMethod]
    public void It_goes_on_from_its_state_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        using var whole = new AdaptiveProbability(0.6, every: 4, kimg: 1);
        var expected = Play(whole, 12, _ => Logits(0.9))[^1];

        using var cut = new AdaptiveProbability(0.6, every: 4, kimg: 1);
        Play(cut, 6, _ => Logits(0.9)); // two turns after a change
        using var state = new TrainingState();
        ((IStateful)cut).Capture(state, "p");
        Play(cut, 3, _ => Logits(-1)); // what is put back is forgotten
        using var resumed = new AdaptiveProbability(0.6, every: 4, kimg: 1);
        foreach (var probability in new[] { cut, resumed })
        {
            ((IStateful)probability).Restore(state, "p");
            Assert.AreEqual(0.04, probability.Value);
            Assert.AreEqual(expected, Play(probability, 6, _ => Logits(0.9), from: 6)[^1]);
        }
    }

    /// <summary>The probability in each turn.</summary>
    private static double[] Play(AdaptiveProbability probability, int turns, Func<double, Tensor> logits, int from = 0)
    {
        var values = new double[turns];
        for (var turn = from; turn < from + turns; turn++)
        {
            using var scope = NewDisposeScope();
            probability.BeginBatch(turn);
            values[turn - from] = probability.Value;
            probability.Observe(logits(probability.Value), 10);
        }

        return values;
    }

    /// <summary>Logits whose signs have this mean.</summary>
    private static Tensor Logits(double mean, int count = 20)
    {
        var right = (int)Math.Round((mean + 1) / 2 * count);
        return cat([ones(right, 1), -ones(count - right, 1)]);
    }
}
