using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Losses.Regularizers;

[TestClass]
public class GradientPenaltyTests
{
    [TestMethod]
    public void Of_a_linear_critic_it_is_the_weight_times_the_squared_excess_of_its_norm()
    {
        using var scope = NewDisposeScope();
        var weight = tensor(new float[] { 3, 0, 0, 4 }, [4, 1]); // ‖∇D‖ = 5 everywhere
        var term = Term(new GradientPenalty(0.5), x => x.flatten(1).matmul(weight), [3, 1, 2, 2]);
        Assert.AreEqual(0.5f * 4 * 4, term.item<float>(), 1e-5f);
    }

    [TestMethod]
    public void It_differentiates_with_respect_to_the_critic()
    {
        using var scope = NewDisposeScope();
        var weight = tensor(new float[] { 3, 0, 0, 4 }, [4, 1]).requires_grad_();
        var term = Term(new GradientPenalty(0.5), x => x.flatten(1).matmul(weight), [3, 1, 2, 2]);
        var gradient = autograd.grad([term], [weight])[0];

        // d/dw ½(‖w‖ − 1)² = (‖w‖ − 1)·w/‖w‖ = 4·w/5
        TensorAssert.AreClose(tensor(new float[] { 2.4f, 0, 0, 3.2f }, [4, 1]), gradient, 1e-5);
    }

    [TestMethod]
    public void A_critic_without_gradient_gets_a_finite_push()
    {
        using var scope = NewDisposeScope();
        var weight = zeros(4, 1).requires_grad_();
        var term = Term(new GradientPenalty(10), x => x.flatten(1).matmul(weight), [3, 1, 2, 2]);
        Assert.AreEqual(10f, term.item<float>(), 1e-5f);
        Assert.IsTrue(autograd.grad([term], [weight])[0].isfinite().all().item<bool>());
    }

    [TestMethod]
    public void It_looks_between_real_and_generated_images()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5, CPU);
        Tensor? seen = null;
        var step = new DiscriminatorStep(x => (seen = x).flatten(1).sum(1, keepdim: true), ones(64, 1, 2, 2), zeros(64, 1, 2, 2), random);
        _ = new GradientPenalty().DiscriminatorTerm(step);

        var perImage = seen!.detach().flatten(1);
        Assert.AreEqual(0f, (perImage.amax([1]) - perImage.amin([1])).max().item<float>(), "All pixels of an image are mixed alike.");
        Assert.IsTrue(perImage.min().item<float>() is >= 0 and < 0.2f);
        Assert.IsTrue(perImage.max().item<float>() is > 0.8f and <= 1);
    }

    [TestMethod]
    public void Through_a_DCGAN_discriminator_value_and_gradients_are_PyTorchs()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorchFixture.Load("penalty-3x32x32");
        var specification = new NetworkSpecification { Image = new(3, 32, 32), IndependentSamples = true };
        using var discriminator = GanArchitecture.Dcgan(4, 4).CreateDiscriminator(specification);
        Pattern.Fill(discriminator, 200, 0.1);
        using var random = new Generator(5, CPU);
        var step = new DiscriminatorStep(
            x => discriminator.call(x, zeros(4, 0)), Pattern.Uniform(2, 4, 3, 32, 32), Pattern.Uniform(4, 4, 3, 32, 32), random);

        var term = new GradientPenalty(10).DiscriminatorTerm(step);
        var parameters = discriminator.named_parameters().ToArray();
        var gradients = autograd.grad([term], [.. parameters.Select(entry => entry.parameter)], allow_unused: true);

        TensorAssert.AreClose(expected["penalty"], term, 1e-5);
        for (var i = 0; i < parameters.Length; i++)
        {
            // PyTorch's backward gives zeros where grad gives nothing: the penalty does not depend on a bias before a mean.
            var gradient = gradients[i] is { IsInvalid: false } found ? found : zeros_like(parameters[i].parameter);
            TensorAssert.AreClose(expected[parameters[i].name], gradient, 1e-4, parameters[i].name);
        }
    }

    private static Tensor Term(GradientPenalty penalty, Func<Tensor, Tensor> discriminator, long[] shape)
    {
        using var random = new Generator(5, CPU);
        return penalty.DiscriminatorTerm(new DiscriminatorStep(discriminator, Pattern.Uniform(1, shape), Pattern.Uniform(2, shape), random));
    }
}
