using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

/// <summary>Outputs and gradients against the same networks made of PyTorch's own layers, from the same weights.</summary>
[TestClass]
public class NetworksMatchPyTorchTests
{
    private const int Batch = 2;
    private const double Tolerance = 1e-4;

    private static readonly IGanArchitecture _dcgan = new DcganArchitecture { LatentSize = 8, GeneratorWidth = 2, DiscriminatorWidth = 2 };
    private static readonly IGanArchitecture _mlp = new MlpArchitecture { LatentSize = 8, HiddenSizes = [8, 16], Dropout = 0 };

    [TestMethod]
    public void Dcgan_28_gray_with_10_classes() => AssertMatches("dcgan-1x28x28-10", _dcgan, new(1, 28, 28), 10);

    [TestMethod]
    public void Dcgan_32_colour() => AssertMatches("dcgan-3x32x32", _dcgan, new(3, 32, 32), 0);

    [TestMethod]
    public void Dcgan_64_colour() => AssertMatches("dcgan-3x64x64", _dcgan, new(3, 64, 64), 0);

    [TestMethod]
    public void Dcgan_of_a_shape_that_is_not_square() => AssertMatches("dcgan-3x32x48", _dcgan, new(3, 32, 48), 0);

    [TestMethod]
    public void Mlp_28_gray_with_10_classes() => AssertMatches("mlp-1x28x28-10", _mlp, new(1, 28, 28), 10);

    [TestMethod]
    public void Dcgan_16_gray_with_3_classes_in_its_normalizations_and_as_planes() => AssertMatches(
        "dcgan-1x16x16-3-norms-planes",
        _dcgan,
        new(1, 16, 16),
        3,
        GeneratorConditioning.ConditionalBatchNorm,
        DiscriminatorConditioning.Concatenation);

    [TestMethod]
    public void Mlp_8_gray_with_3_classes_by_projection() =>
        AssertMatches("mlp-1x8x8-3-projection", _mlp, new(1, 8, 8), 3, judges: DiscriminatorConditioning.Projection);

    private static void AssertMatches(
        string fixture,
        IGanArchitecture architecture,
        ImageShape image,
        int classes,
        GeneratorConditioning? generates = null,
        DiscriminatorConditioning? judges = null)
    {
        using var scope = NewDisposeScope();
        var expected = PyTorchFixture.Load(fixture);
        var specification = new NetworkSpecification
        {
            Image = image,
            ConditionSize = classes,
            GeneratorConditioning = generates,
            DiscriminatorConditioning = judges,
        };
        var condition = Pattern.OneHot(Batch, classes);
        using var generator = architecture.CreateGenerator(specification);
        using var discriminator = architecture.CreateDiscriminator(specification);
        Pattern.Fill(generator, 100, 0.1);
        Pattern.Fill(discriminator, 200, 0.1);

        var generated = generator.call(Pattern.Uniform(1, Batch, 8), condition);
        TensorAssert.AreClose(expected["generated"], generated, Tolerance, "generated");
        AssertGradients(expected, "generator", generator, generated);

        var images = Pattern.Uniform(2, Batch, image.Channels, image.Height, image.Width).requires_grad_();
        var logits = discriminator.call(images, condition);
        TensorAssert.AreClose(expected["logits"], logits, Tolerance, "logits");
        TensorAssert.AreClose(expected["images"], AssertGradients(expected, "discriminator", discriminator, logits, images), Tolerance, "images");
    }

    /// <summary>Checks the gradients of all parameters, by name and shape, and gives that of the input.</summary>
    private static Tensor AssertGradients(
        IReadOnlyDictionary<string, Tensor> expected, string prefix, nn.Module network, Tensor output, params Tensor[] input)
    {
        var parameters = network.named_parameters().ToArray();
        CollectionAssert.AreEquivalent(
            expected.Keys.Where(key => key.StartsWith(prefix + ".", StringComparison.Ordinal)).ToArray(),
            parameters.Select(entry => $"{prefix}.{entry.name}").ToArray());

        var loss = (output * Pattern.Uniform(3, output.shape)).sum();
        var gradients = autograd.grad([loss], [.. parameters.Select(entry => entry.parameter), .. input]);
        for (var i = 0; i < parameters.Length; i++)
        {
            var reference = expected[$"{prefix}.{parameters[i].name}"];
            var tolerance = Tolerance * Math.Max(1, reference.abs().max().item<float>());
            TensorAssert.AreClose(reference, gradients[i], tolerance, $"The gradient of {prefix}.{parameters[i].name}");
        }

        return gradients[^1];
    }
}
