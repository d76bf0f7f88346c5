using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

/// <summary>Trainings whose discriminator sees augmented images.</summary>
[TestClass]
public class DiscriminatorAugmentationTrainingTests
{
    private static readonly IGanArchitecture _mlp = new MlpArchitecture { LatentSize = 8, HiddenSizes = [8], Dropout = 0 };
    private static readonly ImageShape _color16 = new(3, 16, 16);

    [TestMethod]
    public void Everything_that_the_discriminator_sees_is_augmented()
    {
        using var scope = NewDisposeScope();
        using var blinded = new SmallTraining(_mlp, GanLoss.NonSaturating(), _color16, augmentation: new Blind());
        blinded.Run(1);
        using var untouched = new SmallTraining(_mlp, GanLoss.NonSaturating(), _color16);
        TensorAssert.AreIdentical(untouched.Generator.Weights.Vector, blinded.Generator.Weights.Vector, "A generator that nobody sees");
    }

    [TestMethod]
    [DataRow(int.MaxValue, 1)]
    [DataRow(6, 2)]
    public void It_is_told_of_each_turn_and_each_real_image_once(int partSize, int packing)
    {
        using var scope = NewDisposeScope();
        var watched = new Blind();
        using var training = new SmallTraining(_mlp, GanLoss.RelativisticAverage(), _color16, regularizers: [GanRegularizer.R1()], packing: packing, augmentation: watched);
        training.Run(3, microBatchSize: partSize);
        CollectionAssert.AreEqual(new long[] { 0, 1, 2 }, watched.Turns.Distinct().ToArray());
        Assert.AreEqual(3 * SmallTraining.BatchSize, watched.Images);
        Assert.AreEqual(3 * SmallTraining.BatchSize / packing, watched.Logits);
    }

    [TestMethod]
    public void Instance_noise_is_not_augmented()
    {
        using var scope = NewDisposeScope();
        using var silent = new SmallTraining(_mlp, GanLoss.NonSaturating(), _color16, augmentation: new Blind());
        using var noisy = new SmallTraining(_mlp, GanLoss.NonSaturating(), _color16, regularizers: [GanRegularizer.InstanceNoise()], augmentation: new Blind());
        silent.Run(1);
        noisy.Run(1);
        Assert.IsTrue(silent.Losses[0] != noisy.Losses[0]);
    }

    [TestMethod]
    public void The_number_of_live_tensors_does_not_grow()
    {
        using var scope = NewDisposeScope();
        foreach (var augmentation in new[] { DiscriminatorAugmentation.DiffAugment(), DiscriminatorAugmentation.Fixed(0.5), DiscriminatorAugmentation.Adaptive(kimg: 0.1) })
        {
            using var started = augmentation.Start();
            using var training = new SmallTraining(
                _mlp, GanLoss.NonSaturating(), _color16, regularizers: [GanRegularizer.R1(interval: 2)], unrolling: new(2, 0.1), packing: 2,
                augmentation: started);
            var live = new List<long>();
            training.Run(16, afterStep: _ => live.Add(DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount), microBatchSize: 8);
            Assert.AreEqual(live[8], live[^1], $"Live tensors after 8 steps and after 16, of {string.Join(" ", live)}.");
        }
    }

    /// <summary>Shows the discriminator nothing, and writes down what it is told.</summary>
    private sealed class Blind : IDiscriminatorAugmentation
    {
        public List<long> Turns { get; } = [];

        public long Images { get; private set; }

        public long Logits { get; private set; }

        public Tensor Apply(Tensor images, torch.Generator random) => 0 * images;

        public void BeginBatch(long turn) => Turns.Add(turn);

        public void Observe(Tensor logits, int images)
        {
            Images += images;
            Logits += logits.numel();
        }
    }
}
