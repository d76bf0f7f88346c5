using System.Runtime.InteropServices;
using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class MemoryShortageTests
{
    [TestMethod]
    public void A_batch_that_does_not_fit_is_taken_in_parts_with_the_same_result()
    {
        var warnings = new List<string>();
        var whole = WeightsAfter(steps: 5, largest: int.MaxValue, warnings);
        Assert.IsEmpty(warnings);

        var inParts = WeightsAfter(steps: 5, largest: 5, warnings);
        Assert.HasCount(2, warnings); // 16 → 8 → 4
        StringAssert.Contains(warnings[1], "micro-batches of 4");
        for (var i = 0; i < whole.Length; i++)
            Assert.AreEqual(whole[i], inParts[i], 1e-6);
    }

    [TestMethod]
    public void What_a_vain_attempt_made_is_freed_before_the_next()
    {
        using var generator = new Player("generator", NewNetwork(1), GanOptimizer.Adam());
        using var discriminator = new Player("discriminator", NewNetwork(2), GanOptimizer.Adam());
        var objective = new Regression(generator, discriminator, largest: 5);
        using var run = new TrainingRun([new Stage("regression", objective, new PatternBatches(16, new ImageShape(1, 2, 2), 0), 1) { BatchSize = 16 }]);

        run.Run(CancellationToken.None);

        Assert.HasCount(2 + 4 + 4, objective.Live); // of 16 and 8 in vain, of 4 four times each player
        const int PartTensors = 2; // its images and its condition
        Assert.AreEqual(objective.Live[0] + (2 * PartTensors), objective.Live[1]);
        Assert.AreEqual(objective.Live[0] + (4 * PartTensors), objective.Live[2]);
    }

    [TestMethod]
    public void An_image_that_does_not_fit_by_itself_is_an_error()
    {
        var error = Assert.ThrowsExactly<ExternalException>(() => WeightsAfter(steps: 1, largest: 0, []));
        StringAssert.Contains(error.Message, "out of memory");
    }

    [TestMethod]
    public void What_follows_a_whole_turn_in_parts_has_its_images_and_latents()
    {
        using var scope = NewDisposeScope();
        var specification = new NetworkSpecification { Image = new ImageShape(1, 4, 4), ConditionSize = 2 };
        var architecture = new MlpArchitecture { LatentSize = 5, HiddenSizes = [8], Dropout = 0 };
        var (generator, discriminator) = (architecture.CreateGenerator(specification), architecture.CreateDiscriminator(specification));
        Pattern.Fill(generator, 1, 0.3);
        Pattern.Fill(discriminator, 2, 0.3);
        using var generatorPlayer = new Player("generator", generator, GanOptimizer.Adam());
        using var discriminatorPlayer = new Player("discriminator", discriminator, GanOptimizer.Adam());
        using var random = new torch.Generator(3, CPU);
        var latents = new Latents();
        using var objective = new ImageObjective(
            generatorPlayer, discriminatorPlayer, GanLoss.NonSaturating(), [GanRegularizer.R2(1, interval: 2), latents], architecture.LatentSize, random);
        var batch = new Batch((Batch.Real, Pattern.Uniform(4, 8, 1, 4, 4)), (Batch.Condition, Pattern.OneHot(8, 2)));
        var context = new PhaseContext(batch);
        var (discriminatorLoss, discriminatorPenalty, generatorLoss, generatorPenalty) = (objective.Phases[0].Loss, objective.Phases[1].Loss, objective.Phases[2].Loss, objective.Phases[3].Loss);

        objective.BeginStep(new StepPosition(0, 0));
        _ = discriminatorLoss(context);
        var whole = discriminatorPenalty(context)!;
        var parts = Parts(discriminatorPenalty);
        TensorAssert.AreClose(whole, parts[0] + parts[1], 1e-6, "The discriminator's penalty");

        var images = context.Kept.Single(kept => kept.dim() == 4);
        var losses = Parts(generatorLoss);
        foreach (var part in batch.Split(4))
            _ = generatorPenalty(new PhaseContext(part, IsWhole: false));
        Assert.IsTrue(images.IsInvalid, "The images of the whole batch take the memory that it has not.");
        var judged = discriminator.call(generator.call(cat([.. latents.Seen], 0), batch[Batch.Condition]), batch[Batch.Condition]);
        Assert.HasCount(2, latents.Seen);
        TensorAssert.AreClose(nn.functional.softplus(-judged).mean(), losses[0] + losses[1], 1e-5, "The generator's loss of the latents that its penalty has");

        Tensor[] Parts(Func<PhaseContext, Tensor?> loss) => [.. batch.Split(4).Select(part => loss(new PhaseContext(part, IsWhole: false))! * 0.5)];
    }

    private static float[] WeightsAfter(int steps, int largest, List<string> warnings)
    {
        using var generator = new Player("generator", NewNetwork(1), GanOptimizer.Adam());
        using var discriminator = new Player("discriminator", NewNetwork(2), GanOptimizer.Adam());
        using var run = new TrainingRun(
            [new Stage("regression", new Regression(generator, discriminator, largest), new PatternBatches(16, new ImageShape(1, 2, 2), 0), steps) { BatchSize = 16 }])
        {
            Warn = warnings.Add,
        };
        run.Run(CancellationToken.None);
        return [.. generator.Weights.Vector.data<float>(), .. discriminator.Weights.Vector.data<float>()];
    }

    private static nn.Module<Tensor, Tensor, Tensor> NewNetwork(int salt)
    {
        var network = new MlpArchitecture { HiddenSizes = [8], Dropout = 0 }
            .CreateDiscriminator(new NetworkSpecification { Image = new ImageShape(1, 2, 2) });
        Pattern.Fill(network, salt, 0.1);
        return network;
    }

    /// <summary>No training, so that nothing is random: both networks learn a mean, on a device with little memory.</summary>
    private sealed class Regression : IObjective
    {
        private readonly int _largest;

        public Regression(Player generator, Player discriminator, int largest)
        {
            _largest = largest;
            Players = [generator, discriminator];
            Phases =
            [
                new Phase(discriminator, "loss", context => Loss(discriminator.Module, context.Batch)) { TakesBatch = true },
                new Phase(generator, "loss", context => Loss(generator.Module, context.Batch)),
            ];
        }

        public IReadOnlyList<Player> Players { get; }

        public IReadOnlyList<Phase> Phases { get; }

        public List<long> Live { get; } = [];

        private Tensor Loss(nn.Module<Tensor, Tensor, Tensor> network, Batch batch)
        {
            Live.Add(LiveTensors.Count);
            var output = network.call(batch[Batch.Real], batch[Batch.Condition]);
            if (batch.Count > _largest)
                throw new ExternalException("CUDA out of memory. Tried to allocate 20.00 MiB");
            return (output - batch[Batch.Real].flatten(1).mean([1], keepdim: true)).square().mean();
        }
    }

    /// <summary>Keeps the latents of the generator's second steps.</summary>
    private sealed class Latents : IGanRegularizer
    {
        public string Name => "test-latents";

        public int Interval => 2;

        internal List<Tensor> Seen { get; } = [];

        public Tensor? GeneratorTerm(GeneratorStep step)
        {
            Seen.Add(step.Latent);
            return null;
        }
    }
}
