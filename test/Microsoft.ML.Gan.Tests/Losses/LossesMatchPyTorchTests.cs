using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Losses;

[TestClass]
public class LossesMatchPyTorchTests
{
    private const double Tolerance = 2e-6;

    public static IEnumerable<object[]> Losses =>
        new (string Name, IGanLoss Loss)[]
        {
            ("minimax", GanLoss.Minimax()),
            ("minimax-smoothed", GanLoss.Minimax(labelSmoothing: 0.1)),
            ("non-saturating", GanLoss.NonSaturating()),
            ("non-saturating-smoothed", GanLoss.NonSaturating(labelSmoothing: 0.1)),
            ("least-squares", GanLoss.LeastSquares()),
            ("hinge", GanLoss.Hinge()),
            ("wasserstein", GanLoss.Wasserstein()),
            ("wasserstein-gp", GanLoss.WassersteinGradientPenalty()),
            ("relativistic-logistic", GanLoss.RelativisticAverage()),
            ("relativistic-least-squares", GanLoss.RelativisticAverage(RelativisticForm.LeastSquares)),
            ("relativistic-hinge", GanLoss.RelativisticAverage(RelativisticForm.Hinge)),
        }.Select(one => new object[] { one.Name, one.Loss });

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Discriminator_loss_and_its_gradients(string name, object loss)
    {
        using var scope = NewDisposeScope();
        var expected = PyTorchFixture.Load("losses");
        var (real, fake) = ((8 * Pattern.Uniform(600, 32, 1)).requires_grad_(), (8 * Pattern.Uniform(601, 32, 1)).requires_grad_());
        var value = ((IGanLoss)loss).Discriminator(real, fake);
        var gradients = autograd.grad([value], [real, fake]);
        TensorAssert.AreClose(expected[$"{name}.discriminator"], value, 1e-5);
        TensorAssert.AreClose(expected[$"{name}.discriminator.real"], gradients[0], Tolerance);
        TensorAssert.AreClose(expected[$"{name}.discriminator.fake"], gradients[1], Tolerance);
    }

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Generator_loss_and_its_gradient(string name, object loss)
    {
        using var scope = NewDisposeScope();
        var expected = PyTorchFixture.Load("losses");
        var fake = (8 * Pattern.Uniform(601, 32, 1)).requires_grad_();
        var real = ((IGanLoss)loss).GeneratorNeedsReal ? 8 * Pattern.Uniform(600, 32, 1) : null;
        var value = ((IGanLoss)loss).Generator(fake, real);
        TensorAssert.AreClose(expected[$"{name}.generator"], value, 1e-5);
        TensorAssert.AreClose(expected[$"{name}.generator.fake"], autograd.grad([value], [fake])[0], Tolerance);
    }
}
