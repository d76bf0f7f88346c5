using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class TrainingRunTests
{
    private static readonly IGanArchitecture _dcgan = new DcganArchitecture { LatentSize = 8, GeneratorWidth = 2, DiscriminatorWidth = 2 };
    private static readonly IGanArchitecture _mlp = new MlpArchitecture { LatentSize = 8, HiddenSizes = [8] };
    private static readonly ImageShape _gray16 = new(1, 16, 16);

    [TestMethod]
    public void The_same_seed_gives_the_same_weights_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        using var first = NewTraining();
        using var second = NewTraining();
        manual_seed(4);
        first.Run(5);
        manual_seed(4);
        second.Run(5);
        TensorAssert.AreIdentical(first.Generator.Weights.Vector, second.Generator.Weights.Vector, "The generator");
        TensorAssert.AreIdentical(first.Discriminator.Weights.Vector, second.Discriminator.Weights.Vector, "The discriminator");
        TensorAssert.AreIdentical(Average(first), Average(second), "The average");
        CollectionAssert.AreEqual(first.Losses, second.Losses);

        static SmallTraining NewTraining() => new(_mlp, GanLoss.NonSaturating(), _gray16, classes: 3, average: true);
        static Tensor Average(SmallTraining training) => cat([.. training.Average!.Module.parameters().Select(p => p.detach().reshape(-1))]);
    }

    [TestMethod]
    public void A_cancelled_run_stops_after_the_step_that_it_is_in()
    {
        using var stop = new CancellationTokenSource();
        using var training = new SmallTraining(_dcgan, GanLoss.NonSaturating(), _gray16);
        var done = 0L;
        Assert.ThrowsExactly<OperationCanceledException>(() => training.Run(
            100,
            afterStep: step =>
            {
                if ((done = step) == 3)
                    stop.Cancel();
            },
            stop: stop.Token));
        Assert.AreEqual(3, done);
        Assert.AreEqual(3, training.Batches.Drawn);
    }

    [TestMethod]
    public void A_run_that_is_cancelled_between_two_of_the_discriminators_turns_ends_with_the_step()
    {
        using var stop = new CancellationTokenSource();
        var turns = new Turns(turn =>
        {
            if (turn == 7)
                stop.Cancel();
        });
        using var training = new SmallTraining(_dcgan, GanLoss.WassersteinGradientPenalty(), _gray16, regularizers: [turns]);
        var done = 0L;
        Assert.ThrowsExactly<OperationCanceledException>(() => training.Run(100, afterStep: step => done = step, stop: stop.Token));
        Assert.AreEqual(2, done);
        Assert.AreEqual(10, turns.Count);
        Assert.AreEqual(10, training.Batches.Drawn);
    }

    [TestMethod]
    public void What_a_turn_of_the_discriminator_made_is_freed_before_the_next()
    {
        var live = new List<long>();
        using var training = new SmallTraining(
            _dcgan, GanLoss.WassersteinGradientPenalty(), _gray16, regularizers: [new Turns(_ => live.Add(LiveTensors.Count))]);
        training.Run(3);
        Assert.HasCount(15, live);
        // The first discriminator step has no scalars of an earlier one; scalars of each step wait to be read.
        foreach (var step in live.Chunk(5).Skip(1))
            Assert.HasCount(1, step[1..].Distinct().ToArray(), string.Join(" ", live));
    }

    [TestMethod]
    public void A_run_that_was_cancelled_before_it_began_does_nothing()
    {
        using var training = new SmallTraining(_dcgan, GanLoss.NonSaturating(), _gray16);
        Assert.ThrowsExactly<OperationCanceledException>(() => training.Run(1, stop: new CancellationToken(canceled: true)));
        Assert.AreEqual(0, training.Batches.Drawn);
    }

    [TestMethod]
    public void The_discriminator_gets_a_new_batch_for_each_of_its_steps()
    {
        using var training = new SmallTraining(_dcgan, GanLoss.WassersteinGradientPenalty(), _gray16);
        training.Run(3);
        Assert.AreEqual(15, training.Batches.Drawn);
    }

    [TestMethod]
    public void Progress_counts_steps_images_and_the_mean_losses_since_the_last_report()
    {
        using var training = new SmallTraining(_dcgan, GanLoss.NonSaturating(), _gray16);
        var reports = new List<GanProgress>();
        training.Run(51, reports.Add);

        var last = reports[^1];
        Assert.AreEqual(51, last.Step);
        Assert.AreEqual(51, last.TotalSteps);
        Assert.AreEqual(51 * SmallTraining.BatchSize, last.Images);
        Assert.AreEqual(TimeSpan.Zero, last.Remaining);
        Assert.IsTrue(reports.Any(report => report.Step == 50));
        var since = (int)reports[^2].Step;
        Assert.AreEqual(training.Losses.Where((_, i) => i % 2 == 0).Skip(since).Average(), last.DiscriminatorLoss, 1e-5);
        Assert.AreEqual(training.Losses.Where((_, i) => i % 2 == 1).Skip(since).Average(), last.GeneratorLoss, 1e-5);
    }

    [TestMethod]
    public void After_step_is_called_before_the_first_step_and_after_each()
    {
        using var training = new SmallTraining(_dcgan, GanLoss.NonSaturating(), _gray16);
        var calls = new List<long>();
        training.Run(3, afterStep: calls.Add);
        CollectionAssert.AreEqual(new long[] { 0, 1, 2, 3 }, calls);
    }

    [TestMethod]
    public void Clipping_holds_after_training()
    {
        using var scope = NewDisposeScope();
        using var training = new SmallTraining(_mlp, GanLoss.Wasserstein(clip: 0.01), _gray16);
        training.Run(2);
        Assert.IsTrue(training.Discriminator.Weights.Vector.abs().max().item<float>() <= 0.01f);
        Assert.IsTrue(training.Generator.Weights.Vector.abs().max().item<float>() > 0.05f);
    }

    [TestMethod]
    [DataRow("non-saturating")]
    [DataRow("wasserstein-gp")]
    public void The_number_of_live_tensors_does_not_grow(string loss)
    {
        using var scope = NewDisposeScope();
        using var training = new SmallTraining(_dcgan, loss == "non-saturating" ? GanLoss.NonSaturating() : GanLoss.WassersteinGradientPenalty(), _gray16, average: true);
        var live = new List<long>();
        training.Run(50, afterStep: _ => live.Add(DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount));
        Assert.AreEqual(live[5], live[^1], $"Live tensors after 5 steps and after 50, of {string.Join(" ", live)}.");
    }

    [TestMethod]
    public void A_run_that_is_disposed_leaves_no_tensors()
    {
        PlayAndDispose(); // compiles scripts and fills caches
        var before = LiveTensors.Settle();
        PlayAndDispose();
        LiveTensors.AssertBackAt(before);

        static void PlayAndDispose()
        {
            using var training = new SmallTraining(_dcgan, GanLoss.Hinge(), _gray16, average: true);
            training.Run(2);
        }
    }

    /// <summary>Adds nothing, and is told of each of the discriminator's turns.</summary>
    private sealed class Turns(Action<int> told) : IGanRegularizer
    {
        public string Name => "test-turns";

        public int Count { get; private set; }

        public Tensor? DiscriminatorTerm(DiscriminatorStep step)
        {
            told(++Count);
            return null;
        }
    }
}
