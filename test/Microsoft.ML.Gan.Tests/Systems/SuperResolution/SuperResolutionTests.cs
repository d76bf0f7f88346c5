using Microsoft.ML.Gan.Tests.Testing;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Systems.SuperResolution;

[TestClass]
public class SuperResolutionTests
{
    [TestMethod]
    public void After_both_stages_unseen_images_are_sharper_than_nearest_neighbour_upsampling()
    {
        using var scope = NewDisposeScope();
        using var training = new SuperResolutionTraining(pretrainingSteps: 150, adversarialSteps: 50);
        training.Run.Run(CancellationToken.None);

        using var noGradient = no_grad();
        var rows = Stripes.Rows(16, seed: 77);
        var high = Images(rows.SelectMany(row => row.High), Stripes.Side);
        var low = Images(rows.SelectMany(row => row.Low), Stripes.Side / 2);
        training.Generator.eval();
        var error = (training.Generator.call(low) - high).square().mean().item<float>();
        var baseline = (nn.functional.interpolate(low, scale_factor: [2, 2]) - high).square().mean().item<float>();
        Assert.IsLessThan(0.7f * baseline, error, $"Mean squared error {error}; of repeated pixels {baseline}.");
    }

    [TestMethod]
    public void Each_stage_has_its_own_steps_losses_and_name()
    {
        using var scope = NewDisposeScope();
        using var training = new SuperResolutionTraining(pretrainingSteps: 50, adversarialSteps: 10);
        training.Run.Run(CancellationToken.None);

        Assert.AreEqual(60, training.Run.StepsDone);
        Assert.AreEqual(60 * 8, training.Run.Images);
        var (first, last) = (training.Progress.History[0], training.Progress.History[^1]);
        Assert.AreEqual("pretraining", first.Stage);
        Assert.IsTrue(first.Scalars.ContainsKey("generator.pixels") && !first.Scalars.ContainsKey("discriminator.loss"));
        Assert.AreEqual("adversarial", last.Stage);
        Assert.IsTrue(double.IsFinite(last.DiscriminatorLoss) && double.IsFinite(last.GeneratorLoss));
    }

    [TestMethod]
    [DataRow(4)] // in pre-training
    [DataRow(11)] // in adversarial training
    public void A_training_that_is_killed_in_either_stage_resumes_bit_for_bit(int killAfter)
    {
        const int Steps = 16;
        using var folder = new TemporaryFolder();
        var whole = OtherProcess.Train(SuperResolutionTraining.Train, folder["whole"], Steps);
        Assert.IsNull(OtherProcess.Train(SuperResolutionTraining.Train, folder["killed"], Steps, killAfter), "It ended before it was killed.");
        Assert.AreEqual(whole, OtherProcess.Train(SuperResolutionTraining.Train, folder["killed"], Steps));
    }

    private static Tensor Images(IEnumerable<byte> pixels, int side) =>
        tensor(pixels.Select(pixel => (pixel / 127.5f) - 1).ToArray()).reshape(-1, 1, side, side);
}
