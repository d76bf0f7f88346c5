using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Losses.Regularizers;

[TestClass]
public class WeightClippingTests
{
    [TestMethod]
    public void Values_beyond_the_limit_are_set_to_it()
    {
        using var scope = NewDisposeScope();
        var weights = tensor(new float[] { -1, -0.01f, 0, 0.005f, 0.01f, 7 });
        new WeightClipping(0.01).Constrain(weights);
        TensorAssert.AreIdentical(tensor(new float[] { -0.01f, -0.01f, 0, 0.005f, 0.01f, 0.01f }), weights);
    }

    [TestMethod]
    public void It_adds_nothing_to_the_loss_and_lets_samples_mix()
    {
        IGanRegularizer clipping = new WeightClipping();
        Assert.IsFalse(clipping.NeedsIndependentSamples);
        using var random = new Generator(1, CPU);
        using var images = zeros(2, 1, 2, 2);
        Assert.IsNull(clipping.DiscriminatorTerm(new DiscriminatorStep(x => x, images, images, random)));
    }
}
