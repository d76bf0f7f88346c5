using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class ObjectiveScalarsTests
{
    /// <summary>A discriminator that says the image's mean: of real images 1, of generated ones 0.</summary>
    [TestMethod]
    [DataRow("least-squares", 1.0)] // draws them to 1 and 0: between is ½
    [DataRow("non-saturating", 0.5)] // says real above 0, and generated below
    public void Images_are_judged_rightly_on_their_side_of_the_losss_boundary(string loss, double accuracy)
    {
        using var scope = NewDisposeScope();
        using var random = new torch.Generator(1, CPU);
        using var generator = new Player("generator", new Nothing(), GanOptimizer.Adam());
        using var discriminator = new Player("discriminator", new Mean(), GanOptimizer.Adam());
        using var objective = new ImageObjective(
            generator, discriminator, loss == "least-squares" ? GanLoss.LeastSquares() : GanLoss.NonSaturating(), [], 2, random);

        var context = new PhaseContext(new Batch((Batch.Real, ones(4, 1, 2, 2)), (Batch.Condition, zeros(4, 0))));
        _ = objective.Phases[0].Loss(context);

        Assert.AreEqual(accuracy, context.Scalars.Single(scalar => scalar.Name == "accuracy").Value.item<float>());
    }

    private sealed class Nothing : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Parameter weight = nn.Parameter(zeros(1));

        public Nothing()
            : base(nameof(Nothing)) => RegisterComponents();

        public override Tensor forward(Tensor latent, Tensor condition) => weight.expand(latent.shape[0], 1, 2, 2);
    }

    private sealed class Mean : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Parameter weight = nn.Parameter(zeros(1));

        public Mean()
            : base(nameof(Mean)) => RegisterComponents();

        public override Tensor forward(Tensor images, Tensor condition) => images.flatten(1).mean([1], keepdim: true) + weight;
    }
}
