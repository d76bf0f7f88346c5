using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

/// <summary>
/// Outputs, gradients, second gradients and singular vectors against the same networks made of PyTorch's own layers
/// (make_resnet_fixtures.py), from the same weights. Of images, every fifth pixel is compared.
/// </summary>
[TestClass]
public class ResidualNetworksMatchPyTorchTests
{
    private const int Batch = 2;
    private const int LatentSize = 12;
    private const double Tolerance = 1e-4;

    private static readonly SnganArchitecture _sngan = new() { LatentSize = LatentSize, GeneratorWidth = 1, DiscriminatorWidth = 2 };
    private static readonly BigGanArchitecture _bigGan = new() { LatentSize = LatentSize, GeneratorWidth = 1, DiscriminatorWidth = 1, EmbeddingSize = 6 };

    private static readonly ImageShape _gray16 = new(1, 16, 16);

    [TestMethod]
    public void Sngan_28_gray_with_10_classes() => AssertMatches("sngan-1x28x28-10", _sngan, new(1, 28, 28), 10);

    [TestMethod]
    public void Sngan_32_colour() => AssertMatches("sngan-3x32x32", _sngan, new(3, 32, 32), 0);

    [TestMethod]
    public void Sngan_64_colour() => AssertMatches("sngan-3x64x64", _sngan with { DiscriminatorWidth = 1 }, new(3, 64, 64), 0);

    [TestMethod]
    public void Sagan_32_colour_with_3_classes_and_attention() => AssertMatches(
        "sagan-3x32x32-3",
        new SaganArchitecture { LatentSize = LatentSize, GeneratorWidth = 2, DiscriminatorWidth = 2, AttentionSide = 16 },
        new(3, 32, 32),
        3);

    [TestMethod]
    public void BigGan_64_colour_with_5_classes_and_attention() =>
        AssertMatches("biggan-3x64x64-5", _bigGan with { AttentionSide = 32 }, new(3, 64, 64), 5);

    [TestMethod]
    public void BigGan_32_colour_of_latents_alone() => AssertMatches("biggan-3x32x32", _bigGan with { AttentionSide = 16 }, new(3, 32, 32), 0);

    [TestMethod]
    public void PatchGan_32_colour_with_2_classes() => AssertMatches(
        "patchgan-3x32x32-2", GanArchitecture.PatchGan(_sngan, width: 2), new(3, 32, 32), 2, alsoGenerator: false);

    [TestMethod]
    public void Sngan_16_gray_with_3_classes_beside_latent_and_image() =>
        AssertMatches("sngan-1x16x16-3-concatenated", _sngan, _gray16, 3, conditioning: GanConditioning.Concatenation());

    [TestMethod]
    public void BigGan_16_gray_with_3_classes_beside_latent_and_image() =>
        AssertMatches("biggan-1x16x16-3-concatenated", _bigGan with { AttentionSide = 8 }, _gray16, 3, conditioning: GanConditioning.Concatenation());

    [TestMethod]
    public void BigGan_16_gray_with_3_classes_and_the_latent_in_the_first_layer_only() =>
        AssertMatches("biggan-1x16x16-3-flat", _bigGan with { AttentionSide = 0, HierarchicalLatent = false }, _gray16, 3);

    [TestMethod]
    public void PatchGan_16_gray_with_3_classes_by_projection() => AssertMatches(
        "patchgan-1x16x16-3-projection",
        GanArchitecture.PatchGan(_sngan, width: 2) with { Layers = 2 },
        _gray16,
        3,
        alsoGenerator: false,
        GanConditioning.Projection());

    private static void AssertMatches(
        string fixture,
        IGanArchitecture architecture,
        ImageShape image,
        int classes,
        bool alsoGenerator = true,
        GanConditioning? conditioning = null)
    {
        using var scope = NewDisposeScope();
        var expected = PyTorchFixture.Load(fixture);
        var specification = new NetworkSpecification
        {
            Image = image,
            ConditionSize = classes,
            GeneratorConditioning = conditioning?.Generator,
            DiscriminatorConditioning = conditioning?.Discriminator,
        };
        var condition = Pattern.OneHot(Batch, classes);
        if (alsoGenerator)
            AssertGenerator(expected, architecture.CreateGenerator(specification), condition);
        AssertDiscriminator(expected, architecture.CreateDiscriminator(specification), Pattern.Uniform(2, Batch, image.Channels, image.Height, image.Width), condition);
    }

    private static void AssertGenerator(IReadOnlyDictionary<string, Tensor> expected, nn.Module<Tensor, Tensor, Tensor> generator, Tensor condition)
    {
        Pattern.Fill(generator, 100, 0.3);
        Pattern.FillSingularVectors(generator, 500);
        var latent = Pattern.Uniform(1, Batch, LatentSize);
        var generated = generator.call(latent, condition);
        AssertClose(expected, "generated", Sample(generated));
        AssertGradients(expected, "generator", generator, (generated * Pattern.Uniform(3, generated.shape)).sum());

        generator.eval();
        AssertClose(expected, "generated.later", Sample(generator.call(latent, condition)));
    }

    private static void AssertDiscriminator(
        IReadOnlyDictionary<string, Tensor> expected, nn.Module<Tensor, Tensor, Tensor> discriminator, Tensor images, Tensor condition)
    {
        Pattern.Fill(discriminator, 200, 0.3);
        Pattern.FillSingularVectors(discriminator, 700);
        images.requires_grad_();
        var logits = discriminator.call(images, condition);
        AssertClose(expected, "logits", logits);
        var slope = AssertGradients(expected, "discriminator", discriminator, (logits * Pattern.Uniform(3, logits.shape)).sum(), images);
        AssertClose(expected, "images", Sample(slope));

        slope = autograd.grad([discriminator.call(images, condition).sum()], [images], retain_graph: true, create_graph: true)[0];
        var penalty = slope.square().sum([1, 2, 3]).mean();
        AssertClose(expected, "penalty", penalty);
        AssertGradients(expected, "penalty", discriminator, penalty);

        discriminator.call(images, condition);
        foreach (var (name, buffer) in discriminator.named_buffers().Where(entry => entry.buffer.is_floating_point()))
            AssertClose(expected, $"buffer.{name}", buffer);
        discriminator.eval();
        AssertClose(expected, "logits.later", discriminator.call(images, condition));
    }

    private static Tensor Sample(Tensor images) => images[TensorIndex.Ellipsis, TensorIndex.Slice(step: 5), TensorIndex.Slice(step: 5)];

    private static void AssertClose(IReadOnlyDictionary<string, Tensor> expected, string name, Tensor actual)
    {
        Assert.IsTrue(expected.TryGetValue(name, out var reference), $"PyTorch's network has no {name}.");
        var largest = reference!.abs().max().item<float>();

        // The gradient of a bias before a batch normalization is a sum that comes to nothing: what is left of it is the rounding of its
        // terms, which differs with the number of threads, and the weight's gradient says how large the terms are.
        if (name.EndsWith(".bias", StringComparison.Ordinal))
        {
            foreach (var weight in (string[])[$"{name[..^5]}.weight", $"{name[..^5]}.weight_orig"])
                largest = Math.Max(largest, expected.GetValueOrDefault(weight)?.abs().max().item<float>() ?? 0);
        }

        TensorAssert.AreClose(reference, actual, Tolerance * Math.Max(1, largest), name);
    }

    /// <summary>Checks the gradients of all parameters, by name and shape, and gives that of the input. What a loss does not depend on has none.</summary>
    private static Tensor AssertGradients(
        IReadOnlyDictionary<string, Tensor> expected, string prefix, nn.Module network, Tensor loss, params Tensor[] input)
    {
        var parameters = network.named_parameters().ToArray();
        var known = expected.Keys.Where(key => key.StartsWith(prefix + ".", StringComparison.Ordinal)).ToArray();
        var gradients = autograd.grad([loss], [.. parameters.Select(entry => entry.parameter), .. input], allow_unused: true);
        for (var i = 0; i < parameters.Length; i++)
        {
            if (known.Contains($"{prefix}.{parameters[i].name}"))
                AssertClose(expected, $"{prefix}.{parameters[i].name}", gradients[i]!);
            else
                Assert.IsTrue(gradients[i] is null or { IsInvalid: true }, $"{prefix}.{parameters[i].name} has a gradient, and PyTorch's has none.");
        }

        CollectionAssert.IsSubsetOf(known, parameters.Select(entry => $"{prefix}.{entry.name}").ToArray());
        return gradients[^1]!;
    }
}
