using System.Runtime.InteropServices;
using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class MemoryShortageTests
{
    [TestMethod]
    public void ABatchThatDoesNotFitIsTakenInPartsWithTheSameResult()
    {
        var warnings = new List<string>();
        var whole = WeightsAfter(steps: 5, largest: int.MaxValue, warnings);
        Assert.IsEmpty(warnings);

        var inParts = WeightsAfter(steps: 5, largest: 5, warnings);
        Assert.HasCount(2, warnings); // 16 → 8 → 4
        StringAssert.Contains(warnings[1], "parts of 4");
        for (var i = 0; i < whole.Length; i++)
            Assert.AreEqual(whole[i], inParts[i], 1e-6);
    }

    [TestMethod]
    public void What_a_vain_attempt_made_is_freed_before_the_next()
    {
        using var generator = new TrainedNetwork(NewNetwork(1), GanOptimizer.Adam());
        using var discriminator = new TrainedNetwork(NewNetwork(2), GanOptimizer.Adam());
        var objective = new Regression(generator.Module, discriminator.Module, largest: 5);
        using var loop = new AdversarialLoop(new PatternBatches(16, new ImageShape(1, 2, 2), 0), objective, generator, discriminator, null) { BatchSize = 16 };

        loop.Run(1, CancellationToken.None);

        Assert.HasCount(2 + 4 + 4, objective.Live); // of 16 and 8 in vain, of 4 four times each player
        const int PartTensors = 2; // its images and its condition
        Assert.AreEqual(objective.Live[0] + (2 * PartTensors), objective.Live[1]);
        Assert.AreEqual(objective.Live[0] + (4 * PartTensors), objective.Live[2]);
    }

    [TestMethod]
    public void AnImageThatDoesNotFitByItselfIsAnError()
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
        using var generator = architecture.CreateGenerator(specification);
        using var discriminator = architecture.CreateDiscriminator(specification);
        Pattern.Fill(generator, 1, 0.3);
        Pattern.Fill(discriminator, 2, 0.3);
        using var random = new torch.Generator(3, CPU);
        var latents = new Latents();
        using var objective = new ImageObjective(
            generator, discriminator, GanLoss.NonSaturating(), [GanRegularizer.R2(1, interval: 2), latents], architecture.LatentSize, random);
        var batch = new TrainingBatch(Pattern.Uniform(4, 8, 1, 4, 4), Pattern.OneHot(8, 2));

        objective.At(new GameMoment(0, 0));
        _ = objective.DiscriminatorLoss(batch, isWhole: true);
        var whole = objective.DiscriminatorPenalty(batch)!;
        var parts = batch.Split(4).Select(part => objective.DiscriminatorPenalty(part)! * 0.5).ToArray();
        TensorAssert.AreClose(whole, parts[0] + parts[1], 1e-6, "The discriminator's penalty");

        var images = objective.Held.Single(held => held.dim() == 4);
        var losses = batch.Split(4).Select(part => objective.GeneratorLoss(part) * 0.5).ToArray();
        foreach (var part in batch.Split(4))
            _ = objective.GeneratorPenalty(part);
        Assert.IsTrue(images.IsInvalid, "The images of the whole batch take the memory that it has not.");
        var judged = discriminator.call(generator.call(cat([.. latents.Seen], 0), batch.Condition), batch.Condition);
        Assert.HasCount(2, latents.Seen);
        TensorAssert.AreClose(nn.functional.softplus(-judged).mean(), losses[0] + losses[1], 1e-5, "The generator's loss of the latents that its penalty has");
    }

    private static float[] WeightsAfter(int steps, int largest, List<string> warnings)
    {
        using var generator = new TrainedNetwork(NewNetwork(1), GanOptimizer.Adam());
        using var discriminator = new TrainedNetwork(NewNetwork(2), GanOptimizer.Adam());
        using var loop = new AdversarialLoop(
            new PatternBatches(16, new ImageShape(1, 2, 2), 0), new Regression(generator.Module, discriminator.Module, largest), generator, discriminator, null)
        {
            BatchSize = 16,
            Warn = warnings.Add,
        };
        loop.Run(steps, CancellationToken.None);
        return [.. generator.Weights.Vector.data<float>(), .. discriminator.Weights.Vector.data<float>()];
    }

    private static nn.Module<Tensor, Tensor, Tensor> NewNetwork(int salt)
    {
        var network = new MlpArchitecture { HiddenSizes = [8], Dropout = 0 }
            .CreateDiscriminator(new NetworkSpecification { Image = new ImageShape(1, 2, 2) });
        Pattern.Fill(network, salt, 0.1);
        return network;
    }

    /// <summary>No game, so that nothing is random: both networks learn a mean, on a device with little memory.</summary>
    private sealed class Regression(nn.Module<Tensor, Tensor, Tensor> generator, nn.Module<Tensor, Tensor, Tensor> discriminator, int largest) : IGanObjective
    {
        public List<long> Live { get; } = [];

        public Tensor DiscriminatorLoss(TrainingBatch batch, bool isWhole) => Loss(discriminator, batch);

        public Tensor GeneratorLoss(TrainingBatch batch) => Loss(generator, batch);

        public void ConstrainDiscriminator(Tensor parameters)
        {
        }

        private Tensor Loss(nn.Module<Tensor, Tensor, Tensor> network, TrainingBatch batch)
        {
            Live.Add(LiveTensors.Count);
            var judged = network.call(batch.Images, batch.Condition);
            if (batch.Count > largest)
                throw new ExternalException("CUDA out of memory. Tried to allocate 20.00 MiB");
            return (judged - batch.Images.flatten(1).mean([1], keepdim: true)).square().mean();
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
