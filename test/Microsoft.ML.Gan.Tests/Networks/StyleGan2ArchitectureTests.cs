using System.Text.Json;
using Microsoft.ML.Gan.Tests.Persistence;
using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

[TestClass]
public class StyleGan2ArchitectureTests
{
    private static readonly StyleGan2Architecture _small = new() { LatentSize = 8, StyleSize = 6, MappingLayers = 2, ChannelBase = 64, ChannelMax = 8 };

    private static readonly NetworkSpecification _colour32 = new() { Image = new(3, 32, 32) };

    [TestMethod]
    public void Configuration_F_at_1024_has_the_published_number_of_weights()
    {
        var specification = new NetworkSpecification { Image = new(3, 1024, 1024) };
        var architecture = new StyleGan2Architecture();
        Assert.AreEqual(30_370_060, architecture.CountGeneratorWeights(specification));
        Assert.AreEqual(29_012_513, architecture.CountDiscriminatorWeights(specification));
    }

    [TestMethod]
    public void The_automatic_configuration_at_256_has_14_styles_and_the_channels_of_stylegan2_ada()
    {
        using var scope = NewDisposeScope();
        var specification = new NetworkSpecification { Image = new(3, 256, 256) };
        using var generator = GanArchitecture.StyleGan2(256).CreateGenerator(specification);
        var state = generator.state_dict();
        Assert.AreEqual(14, ((IStyleGenerator)generator).StyleLayers);
        CollectionAssert.AreEqual(new long[] { 64, 128, 3, 3 }, state["synthesis.b256.conv0.weight"].shape);
        CollectionAssert.AreEqual(new long[] { 512, 4, 4 }, state["synthesis.b4.const"].shape);
        Assert.IsTrue(state.ContainsKey("mapping.fc1.weight"));
        Assert.IsFalse(state.ContainsKey("mapping.fc2.weight"));
        Assert.AreEqual(GanArchitecture.StyleGan2(256).CountGeneratorWeights(specification), generator.parameters().Sum(parameter => parameter.numel()));
    }

    [TestMethod]
    [DataRow(0, 0, true)]
    [DataRow(5, 0, true)]
    [DataRow(5, 3, false)]
    public void The_weights_are_counted_without_making_the_networks(int condition, int auxiliary, bool noise)
    {
        var specification = _colour32 with { ConditionSize = condition, AuxiliaryOutputs = auxiliary };
        var architecture = _small with { UseNoise = noise };
        using var generator = architecture.CreateGenerator(specification);
        using var discriminator = architecture.CreateDiscriminator(specification);
        Assert.AreEqual(generator.parameters().Sum(parameter => parameter.numel()), architecture.CountGeneratorWeights(specification));
        Assert.AreEqual(discriminator.parameters().Sum(parameter => parameter.numel()), architecture.CountDiscriminatorWeights(specification));
    }

    [TestMethod]
    public void Initial_weights_are_the_papers()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var generator = new StyleGan2Architecture { LatentSize = 64, StyleSize = 64, ChannelBase = 1024, ChannelMax = 32 }.CreateGenerator(_colour32);
        foreach (var (name, parameter) in generator.named_parameters())
        {
            var last = name[(name.LastIndexOf('.') + 1)..];
            if (last is "weight" or "const")
                Assert.AreEqual(name.StartsWith("mapping.", StringComparison.Ordinal) ? 100 : 1, parameter.std().item<float>(), 0.15 * parameter.std().item<float>(), name);
            else
                TensorAssert.AreIdentical(full_like(parameter, name.EndsWith("affine.bias", StringComparison.Ordinal) ? 1 : 0), parameter, name);
        }
    }

    [TestMethod]
    [DataRow(8, 1)]
    [DataRow(64, 3)]
    public void Both_networks_take_every_possible_size(int side, int channels)
    {
        using var scope = NewDisposeScope();
        var specification = new NetworkSpecification { Image = new(channels, side, side), ConditionSize = 2, AuxiliaryOutputs = 2 };
        _small.Validate(specification.Image);
        using var generator = _small.CreateGenerator(specification);
        using var discriminator = _small.CreateDiscriminator(specification);
        var condition = Pattern.OneHot(6, 2);
        var images = generator.call(Pattern.Uniform(1, 6, 8), condition);
        CollectionAssert.AreEqual(new long[] { 6, channels, side, side }, images.shape);
        CollectionAssert.AreEqual(new long[] { 6, 3 }, discriminator.call(images, condition).shape);
    }

    [TestMethod]
    [DataRow(28, 28, DisplayName = "no power of two")]
    [DataRow(4, 4, DisplayName = "too small")]
    [DataRow(2048, 2048, DisplayName = "too large")]
    [DataRow(32, 64, DisplayName = "not square")]
    public void Images_of_an_impossible_size_are_refused_with_the_sizes_that_work(int height, int width)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new StyleGan2Architecture().Validate(new(3, height, width)));
        Assert.Contains($"3×{height}×{width}", error.Message);
        Assert.Contains("8, 16, 32, 64, 128, 256, 512 or 1024", error.Message);
    }

    [TestMethod]
    public void An_option_without_meaning_is_named()
    {
        AssertNamed(new StyleGan2Architecture { StyleMixing = 1.1 }, nameof(StyleGan2Architecture.StyleMixing));
        AssertNamed(new StyleGan2Architecture { MeanStyleDecay = 1 }, nameof(StyleGan2Architecture.MeanStyleDecay));
        AssertNamed(new StyleGan2Architecture { ConvClamp = 0 }, nameof(StyleGan2Architecture.ConvClamp));
        AssertNamed(new StyleGan2Architecture { MappingLayers = 0 }, nameof(StyleGan2Architecture.MappingLayers));
        AssertNamed(new StyleGan2Architecture { ChannelBase = 16 }, nameof(StyleGan2Architecture.ChannelBase));

        static void AssertNamed(StyleGan2Architecture architecture, string option) =>
            Assert.AreEqual(option, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => architecture.Validate(new(3, 32, 32))).ParamName);
    }

    [TestMethod]
    public void Conditioning_that_it_does_not_have_is_refused()
    {
        var normalized = _colour32 with { ConditionSize = 2, GeneratorConditioning = GeneratorConditioning.ConditionalBatchNorm };
        var planes = _colour32 with { ConditionSize = 2, DiscriminatorConditioning = DiscriminatorConditioning.Concatenation };
        Assert.Contains("choose Concatenation", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _small.CreateGenerator(normalized)).Message);
        Assert.Contains("choose Projection", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _small.CreateDiscriminator(planes)).Message);
    }

    [TestMethod]
    public void A_discriminator_that_shall_not_see_the_condition_does_not()
    {
        using var scope = NewDisposeScope();
        var specification = _colour32 with { ConditionSize = 2, DiscriminatorConditioning = DiscriminatorConditioning.None };
        using var discriminator = _small.CreateDiscriminator(specification);
        var images = Pattern.Uniform(1, 2, 3, 32, 32);
        TensorAssert.AreIdentical(discriminator.call(images, tensor(new float[,] { { 1, 0 }, { 1, 0 } })), discriminator.call(images, Pattern.OneHot(2, 2)));
    }

    [TestMethod]
    public void Noise_is_new_in_training_and_constant_afterwards()
    {
        using var scope = NewDisposeScope();
        using var network = (_small with { StyleMixing = 0 }).CreateGenerator(_colour32);
        using (no_grad())
        {
            foreach (var (_, strength) in network.named_parameters().Where(entry => entry.name.EndsWith("noise_strength", StringComparison.Ordinal)))
                strength.fill_(1);
        }

        var latent = Pattern.Uniform(1, 2, 8);
        Assert.IsTrue(Difference(network.call(latent, zeros(2, 0)), network.call(latent, zeros(2, 0))) > 0.01);
        network.eval();
        TensorAssert.AreIdentical(network.call(latent, zeros(2, 0)), network.call(latent, zeros(2, 0)));
        Assert.IsTrue(Difference(network.call(zeros(1, 8), zeros(1, 0)), zeros(1, 3, 32, 32)) > 0.01);
    }

    [TestMethod]
    public void Training_mixes_the_styles_of_two_latents_from_a_layer_on()
    {
        using var scope = NewDisposeScope();
        using var mixing = MakeMixing(1);
        using var plain = MakeMixing(0);
        var latent = Pattern.Uniform(1, 2, 8);
        Assert.IsTrue(Difference(mixing.call(latent, zeros(2, 0)), mixing.call(latent, zeros(2, 0))) > 1e-3);
        TensorAssert.AreIdentical(plain.call(latent, zeros(2, 0)), plain.call(latent, zeros(2, 0)));
        mixing.eval();
        TensorAssert.AreIdentical(mixing.call(latent, zeros(2, 0)), mixing.call(latent, zeros(2, 0)));

        static nn.Module<Tensor, Tensor, Tensor> MakeMixing(double share)
        {
            var network = (_small with { StyleMixing = share, UseNoise = false, MappingLearningRate = 1 }).CreateGenerator(_colour32);
            network.train();
            return network;
        }
    }

    [TestMethod]
    public void The_mean_style_follows_in_training_only()
    {
        using var scope = NewDisposeScope();
        using var network = (_small with { MeanStyleDecay = 0.75 }).CreateGenerator(_colour32);
        var generator = (IStyleGenerator)network;
        var latent = Pattern.Uniform(1, 5, 8);
        var styles = generator.Map(latent, zeros(5, 0));
        var expected = (0.25 * styles.select(1, 0).mean([0])).detach();
        TensorAssert.AreClose(expected, generator.MeanStyle, 1e-7);
        network.eval();
        generator.Map(latent, zeros(5, 0));
        TensorAssert.AreClose(expected, generator.MeanStyle, 1e-7);
        TensorAssert.AreClose(generator.MeanStyle.expand(5, 8, 6), generator.Map(latent, zeros(5, 0), truncation: 0), 1e-7);
    }

    [TestMethod]
    public void A_batch_that_no_group_divides_is_judged_in_smaller_groups()
    {
        using var scope = NewDisposeScope();
        var features = Pattern.Uniform(1, 6, 2, 4, 4);
        var expected = MinibatchDeviation.Append(features, 3);
        TensorAssert.AreIdentical(expected, MinibatchDeviation.Append(features, 4));
        Assert.IsTrue(MinibatchDeviation.Append(features.narrow(0, 0, 1), 4).select(1, 2).abs().max().item<float>() < 1e-3);
    }

    [TestMethod]
    public void It_is_made_again_from_its_name_and_its_JSON()
    {
        IGanArchitecture architecture = _small with { ConvClamp = 256, UseNoise = false, DeviationGroup = 2, MeanStyleDecay = 0.9 };
        Assert.AreEqual(architecture, GanArchitecture.Create(architecture.Name, JsonSerializer.SerializeToElement<object>(architecture)));
    }

    [TestMethod]
    public void What_was_trained_generates_the_same_images_after_loading()
    {
        var ml = new MLContext(seed: 1);
        using var transformer = TinyGan.Fit(ml, options => options.Architecture = _small with { MappingLearningRate = 0.1 });
        var rows = LabelRow.LoadMany(ml, 3);
        using var loaded = ml.Model.LoadGan(new MemoryStream(Parts.Saved(transformer)));
        Values.AssertSame(Values.Images(transformer.Transform(rows)), Values.Images(loaded.Transform(rows)));
    }

    [TestMethod]
    public void The_same_seed_trains_the_same_weights_whatever_noise_and_mixing_draw()
    {
        var hashes = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            using var transformer = TinyGan.Fit(new MLContext(seed: 1), options => options.Architecture = _small);
            hashes.Add(NetworkState.Sha256(transformer.Generator.Module));
        }

        Assert.AreEqual(hashes[0], hashes[1]);
    }

    private static float Difference(Tensor first, Tensor second) => (first - second).abs().max().item<float>();
}
