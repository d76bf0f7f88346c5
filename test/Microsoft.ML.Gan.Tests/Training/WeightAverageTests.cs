using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class WeightAverageTests
{
    private static readonly IGanArchitecture _dcgan = new DcganArchitecture { LatentSize = 8, GeneratorWidth = 2, DiscriminatorWidth = 2 };

    [TestMethod]
    public void It_begins_as_a_copy_with_buffers()
    {
        using var scope = NewDisposeScope();
        using var source = NewSource();
        source.Module.call(Pattern.Uniform(1, 4, 8), zeros(4, 0)); // moves the batch statistics
        using var average = NewAverage(source);
        AssertSameState(source.Module, average.Module);
    }

    [TestMethod]
    public void It_moves_by_its_weight()
    {
        using var scope = NewDisposeScope();
        using var source = NewSource();
        using var average = NewAverage(source);
        using (no_grad())
        {
            average.Module.state_dict()["main.0.weight"].fill_(1);
            source.Module.state_dict()["main.0.weight"].fill_(3);
            average.Module.state_dict()["main.1.running_mean"].fill_(1);
            source.Module.state_dict()["main.1.running_mean"].fill_(3);
            source.Module.state_dict()["main.1.num_batches_tracked"].fill_(12);
        }

        average.MoveBy(0.25);
        var state = average.Module.state_dict();
        Assert.IsTrue(state["main.0.weight"].eq(1.5).all().item<bool>());
        Assert.IsTrue(state["main.1.running_mean"].eq(1.5).all().item<bool>());
        Assert.AreEqual(12L, state["main.1.num_batches_tracked"].item<long>());
    }

    [TestMethod]
    public void In_training_it_is_the_average_of_the_weights_of_all_steps()
    {
        using var scope = NewDisposeScope();
        using var training = new SmallTraining(_dcgan, GanLoss.NonSaturating(), new(1, 16, 16), average: true);
        var expected = training.Generator.Weights.Vector.clone();
        var weight = new GanEma(0.1, 0).Weight(SmallTraining.BatchSize, SmallTraining.BatchSize);
        training.Run(4, afterStep: step =>
        {
            if (step > 0)
                expected.mul_(1 - weight).add_(training.Generator.Weights.Vector, alpha: weight);
        });
        var averaged = training.Generator.Weights.Flatten(training.Average!.Module.parameters());
        TensorAssert.AreClose(expected, averaged, 1e-7);
    }

    [TestMethod]
    public void The_old_value_counts_half_after_the_half_life()
    {
        var ema = new GanEma(HalfLifeKimg: 10, RampUp: 0);
        Assert.AreEqual(0.5, Math.Pow(1 - ema.Weight(1_000_000, 64), 10_000.0 / 64), 1e-12);
    }

    [TestMethod]
    public void Early_on_the_half_life_is_a_share_of_the_images_seen()
    {
        var ema = new GanEma(HalfLifeKimg: 10, RampUp: 0.05);
        Assert.AreEqual(1 - Math.Pow(0.5, 64 / (0.05 * 6400)), ema.Weight(6400, 64), 1e-12);
        Assert.AreEqual(new GanEma(10, 0).Weight(1, 64), ema.Weight(300_000, 64), 1e-12);
        Assert.AreEqual(1, ema.Weight(0, 64), 1e-12);
    }

    private static Player NewSource()
    {
        var module = _dcgan.CreateGenerator(new() { Image = new(1, 16, 16) });
        Pattern.Fill(module, 100, 0.1);
        return new Player("network", module, GanOptimizer.Adam());
    }

    private static WeightAverage NewAverage(Player source) =>
        new(new GanEma(), [_dcgan.CreateGenerator(new() { Image = new(1, 16, 16) })], source);

    private static void AssertSameState(nn.Module expected, nn.Module actual)
    {
        foreach (var (a, b) in NetworkState.Of(expected).Zip(NetworkState.Of(actual)))
            TensorAssert.AreIdentical(a.Value, b.Value, a.Name);
    }
}
