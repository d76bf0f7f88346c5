using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

/// <summary>SNGAN, SAGAN and BigGAN: sizes, options and initial weights. What they compute is held against PyTorch elsewhere.</summary>
[TestClass]
public class ResidualArchitecturesTests
{
    [TestMethod]
    public void Sngan_32_has_the_published_size()
    {
        var specification = new NetworkSpecification { Image = new(3, 32, 32) };
        Assert.AreEqual(4_276_739, GanArchitecture.Sngan().CountGeneratorWeights(specification));
        Assert.AreEqual(1_053_824, GanArchitecture.Sngan().CountDiscriminatorWeights(specification));
    }

    [TestMethod]
    public void Sngan_128_of_1000_classes_is_as_large_as_in_py_torch()
    {
        var specification = new NetworkSpecification { Image = new(3, 128, 128), ConditionSize = 1000 };
        Assert.AreEqual(41_996_931, GanArchitecture.Sngan().CountGeneratorWeights(specification));
        Assert.AreEqual(30_041_857, GanArchitecture.Sngan().CountDiscriminatorWeights(specification));
    }

    [TestMethod]
    public void Sagan_128_of_1000_classes_is_as_large_as_in_py_torch()
    {
        var specification = new NetworkSpecification { Image = new(3, 128, 128), ConditionSize = 1000 };
        Assert.AreEqual(42_078_852, GanArchitecture.Sagan().CountGeneratorWeights(specification));
        Assert.AreEqual(39_463_618, GanArchitecture.Sagan().CountDiscriminatorWeights(specification));
    }

    [TestMethod]
    public void BigGan_128_of_1000_classes_has_the_published_size()
    {
        var specification = new NetworkSpecification { Image = new(3, 128, 128), ConditionSize = 1000 };
        Assert.AreEqual(70_433_988, GanArchitecture.BigGan().CountGeneratorWeights(specification));
        Assert.AreEqual(87_982_370, GanArchitecture.BigGan().CountDiscriminatorWeights(specification));
    }

    [TestMethod]
    [DynamicData(nameof(Small))]
    public void Images_of_a_possible_size_come_out_in_that_size_and_are_judged(IGanArchitecture architecture)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var image in new ImageShape[] { new(1, 16, 16), new(1, 28, 28), new(3, 40, 48), new(3, 80, 64), new(3, 128, 128) })
        {
            var specification = new NetworkSpecification { Image = image };
            architecture.Validate(image);
            using var generator = architecture.CreateGenerator(specification);
            using var discriminator = architecture.CreateDiscriminator(specification);
            var images = generator.call(Pattern.Uniform(1, 2, architecture.LatentSize), zeros(2, 0));
            CollectionAssert.AreEqual(new long[] { 2, image.Channels, image.Height, image.Width }, images.shape);
            Assert.IsTrue(images.abs().max().item<float>() <= 1);
            CollectionAssert.AreEqual(new long[] { 2, 1 }, discriminator.call(images, zeros(2, 0)).shape);
        }
    }

    [TestMethod]
    public void BigGan_makes_256_pixels_with_attention_at_64_in_both_networks()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var architecture = Tiny with { AttentionSide = 64 };
        var specification = new NetworkSpecification { Image = new(3, 256, 256), ConditionSize = 2 };
        using var generator = architecture.CreateGenerator(specification);
        using var discriminator = architecture.CreateDiscriminator(specification);
        var images = generator.call(Pattern.Uniform(1, 1, 9), Pattern.OneHot(1, 2));
        CollectionAssert.AreEqual(new long[] { 1, 3, 256, 256 }, images.shape);
        CollectionAssert.AreEqual(new long[] { 1, 1 }, discriminator.call(images, Pattern.OneHot(1, 2)).shape);
        Assert.Contains("blocks.3.1.gamma", generator.named_parameters().Select(entry => entry.name));
        Assert.Contains("blocks.1.1.gamma", discriminator.named_parameters().Select(entry => entry.name));
        Assert.AreEqual(architecture.CountGeneratorWeights(specification), generator.parameters().Sum(parameter => parameter.numel()));
        Assert.AreEqual(architecture.CountDiscriminatorWeights(specification), discriminator.parameters().Sum(parameter => parameter.numel()));
    }

    [TestMethod]
    [DataRow(30)]
    [DataRow(8)]
    [DataRow(240)]
    public void Images_of_an_impossible_size_are_refused_with_the_sizes_that_work(int side)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => GanArchitecture.Sagan().Validate(new ImageShape(3, side, side)));
        Assert.Contains($"3×{side}×{side}", error.Message);
        Assert.Contains("SAGAN", error.Message);
        Assert.Contains("96 or 128", error.Message);
    }

    [TestMethod]
    public void Initial_weights_of_BigGan_are_orthogonal()
    {
        using var scope = NewDisposeScope();
        using var network = Tiny.CreateGenerator(new() { Image = new(3, 32, 32), ConditionSize = 4 });
        foreach (var (name, parameter) in network.named_parameters().Where(entry => entry.parameter.dim() > 1))
        {
            var matrix = parameter.detach().flatten(1);
            var product = matrix.shape[0] <= matrix.shape[1] ? matrix.mm(matrix.t()) : matrix.t().mm(matrix);
            TensorAssert.AreClose(eye(product.shape[0]), product, 1e-5, name);
        }
    }

    [TestMethod]
    public void At_first_a_class_changes_nothing_in_the_generator_of_Sngan()
    {
        using var scope = NewDisposeScope();
        using var network = new SnganArchitecture { GeneratorWidth = 2 }.CreateGenerator(new() { Image = new(1, 16, 16), ConditionSize = 2 });
        network.eval();
        var latent = Pattern.Uniform(1, 1, 128).expand(2, -1);
        var images = network.call(latent, eye(2));
        TensorAssert.AreIdentical(images[0], images[1]);
    }

    [TestMethod]
    public void At_first_attention_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var layer = new SelfAttention(8);
        var features = Pattern.Uniform(1, 2, 8, 4, 4);
        foreach (var (name, parameter) in layer.named_parameters().Where(entry => entry.parameter.dim() > 1))
            nn.init.xavier_uniform_(parameter);
        TensorAssert.AreIdentical(features, layer.call(features));
    }

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(16, 2)]
    [DataRow(32, 1)]
    [DataRow(64, 0)]
    public void Attention_is_where_the_option_says(int side, int layers)
    {
        var architecture = new SaganArchitecture { GeneratorWidth = 1, DiscriminatorWidth = 1, AttentionSide = side };
        var specification = new NetworkSpecification { Image = new(3, 32, 32) };
        using var generator = architecture.CreateGenerator(specification);
        using var discriminator = architecture.CreateDiscriminator(specification);
        Assert.AreEqual(layers, Attentions(generator) + Attentions(discriminator));
    }

    [TestMethod]
    public void A_latent_that_does_not_divide_gives_the_first_layer_what_is_left()
    {
        using var generator = (Tiny with { LatentSize = 14 }).CreateGenerator(new() { Image = new(3, 32, 32) }); // three blocks and a first layer
        var state = generator.state_dict();
        Assert.AreEqual(5, state["linear.weight_orig"].shape[1]);
        Assert.AreEqual(3, state["blocks.2.0.bn1.gain.weight_orig"].shape[1]);
    }

    [TestMethod]
    public void A_latent_too_short_for_all_layers_is_refused()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => (Tiny with { LatentSize = 3 }).Validate(new ImageShape(3, 32, 32)));
        Assert.AreEqual(nameof(BigGanArchitecture.LatentSize), error.ParamName);
    }

    [TestMethod]
    public void An_option_without_meaning_is_named()
    {
        var image = new ImageShape(3, 32, 32);
        AssertNamed(nameof(SnganArchitecture.LatentSize), () => new SnganArchitecture { LatentSize = 0 }.Validate(image));
        AssertNamed(nameof(SnganArchitecture.GeneratorWidth), () => new SnganArchitecture { GeneratorWidth = -1 }.Validate(image));
        AssertNamed(nameof(SaganArchitecture.DiscriminatorWidth), () => new SaganArchitecture { DiscriminatorWidth = 0 }.Validate(image));
        AssertNamed(nameof(SaganArchitecture.AttentionSide), () => new SaganArchitecture { AttentionSide = -1 }.Validate(image));
        AssertNamed(nameof(BigGanArchitecture.GeneratorWidth), () => new BigGanArchitecture { GeneratorWidth = 0 }.Validate(image));
        AssertNamed(nameof(BigGanArchitecture.EmbeddingSize), () => new BigGanArchitecture { EmbeddingSize = -1 }.Validate(image));

        static void AssertNamed(string option, Action validate) =>
            Assert.AreEqual(option, Assert.ThrowsExactly<ArgumentOutOfRangeException>(validate).ParamName);
    }

    [TestMethod]
    [DynamicData(nameof(Small))]
    public void It_is_made_again_from_its_name_and_its_JSON(IGanArchitecture architecture)
    {
        var options = JsonSerializer.SerializeToElement<object>(architecture);
        Assert.AreEqual(architecture, GanArchitecture.Create(architecture.Name, options));
    }

    public static IEnumerable<object[]> Small =>
    [
        [new SnganArchitecture { LatentSize = 3, GeneratorWidth = 1, DiscriminatorWidth = 1 }],
        [new SaganArchitecture { LatentSize = 3, GeneratorWidth = 1, DiscriminatorWidth = 1, AttentionSide = 16 }],
        [Tiny],
    ];

    private static BigGanArchitecture Tiny { get; } = new() { LatentSize = 9, GeneratorWidth = 1, DiscriminatorWidth = 1, EmbeddingSize = 5, AttentionSide = 16 };

    private static int Attentions(nn.Module network) => network.named_parameters().Count(entry => entry.name.EndsWith("gamma", StringComparison.Ordinal));
}
