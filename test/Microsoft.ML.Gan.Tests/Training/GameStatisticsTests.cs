using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class GameStatisticsTests
{
    /// <summary>A discriminator that says the image's mean: of real images 1, of generated ones 0.</summary>
    [TestMethod]
    [DataRow("least-squares", 1.0)] // draws them to 1 and 0: between is ½
    [DataRow("non-saturating", 0.5)] // says real above 0, and generated below
    public void Images_are_judged_rightly_on_their_side_of_the_losss_boundary(string loss, double accuracy)
    {
        using var scope = NewDisposeScope();
        using var random = new torch.Generator(1, CPU);
        using var generator = new Nothing();
        using var discriminator = new Mean();
        using var objective = new ImageObjective(
            generator, discriminator, loss == "least-squares" ? GanLoss.LeastSquares() : GanLoss.NonSaturating(), [], 2, random);

        _ = objective.DiscriminatorLoss(new TrainingBatch(ones(4, 1, 2, 2), zeros(4, 0)), isWhole: true);

        Assert.AreEqual(accuracy, objective.Statistics!.Accuracy.item<float>());
    }

    private sealed class Nothing : nn.Module<Tensor, Tensor, Tensor>
    {
        public Nothing()
            : base(nameof(Nothing))
        {
        }

        public override Tensor forward(Tensor latent, Tensor condition) => zeros(latent.shape[0], 1, 2, 2);
    }

    private sealed class Mean : nn.Module<Tensor, Tensor, Tensor>
    {
        public Mean()
            : base(nameof(Mean))
        {
        }

        public override Tensor forward(Tensor images, Tensor condition) => images.flatten(1).mean([1], keepdim: true);
    }
}
