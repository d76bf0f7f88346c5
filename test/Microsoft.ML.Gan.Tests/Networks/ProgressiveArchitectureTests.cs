using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Gan.Tests.Persistence;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Gan.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

[TestClass]
public class ProgressiveArchitectureTests
{
    private const int Batch = 4;
    private const double Tolerance = 1e-4;

    /// <summary>100 images for each phase, so that moment m of the growth comes at 200·⌊m⌋ + 100·(1 + its fraction) images.</summary>
    private static readonly ProgressiveArchitecture _small =
        new() { LatentSize = 5, ChannelBase = 64, ChannelMax = 6, StableImages = 100, FadeImages = 100 };

    private static readonly NetworkSpecification _colour16 = new() { Image = new(3, 16, 16), ConditionSize = 2, AuxiliaryOutputs = 1 };

    [TestMethod]
    [DataRow(0.0, 0)]
    [DataRow(1.25, 325)]
    [DataRow(2.0, 400)]
    public void Outputs_and_gradients_are_PyTorchs_at_every_moment_of_the_growth(double moment, int images)
    {
        using var scope = NewDisposeScope();
        var expected = PyTorchFixture.Load("progressive-" + moment.ToString(CultureInfo.InvariantCulture));
        using var generator = _small.CreateGenerator(_colour16);
        using var discriminator = _small.CreateDiscriminator(_colour16);
        Pattern.Fill(generator, 100, 1);
        Pattern.Fill(discriminator, 200, 1);
        ((IGrowingNetwork)generator).Grow(images);
        ((IGrowingNetwork)discriminator).Grow(images);
        var condition = Pattern.OneHot(Batch, 2);

        var generated = generator.call(Pattern.Uniform(1, Batch, 5), condition);
        TensorAssert.AreClose(expected["generated"], generated, Tolerance, "generated");
        GradientAssert.AreClose(expected, "generator", generator, (generated * Pattern.Uniform(3, generated.shape)).sum());

        var real = Pattern.Uniform(2, Batch, 3, 16, 16).requires_grad_();
        TensorAssert.AreClose(expected["reduced"], ((IGrowingNetwork)discriminator).Downsample(real), 1e-6, "reduced");
        var logits = discriminator.call(real, condition);
        TensorAssert.AreClose(expected["logits"], logits, Tolerance, "logits");
        GradientAssert.AreClose(expected, "discriminator", discriminator, (logits * Pattern.Uniform(3, logits.shape)).sum());

        var slope = autograd.grad([logits.select(1, 0).sum()], [real], create_graph: true, retain_graph: true)[0];
        GradientAssert.AreClose(expected, "penalty", discriminator, (slope.flatten(1).norm(dim: 1) - 1).square().mean());
    }

    [TestMethod]
    public void At_1024_both_networks_have_the_published_number_of_weights()
    {
        var specification = new NetworkSpecification { Image = new(3, 1024, 1024) };
        Assert.AreEqual(23_079_115, new ProgressiveArchitecture().CountGeneratorWeights(specification));
        Assert.AreEqual(23_087_249, new ProgressiveArchitecture().CountDiscriminatorWeights(specification));
    }

    [TestMethod]
    [DataRow(8, 0)]
    [DataRow(64, 3)]
    public void The_weights_are_counted_without_making_the_networks(int side, int condition)
    {
        var specification = new NetworkSpecification { Image = new(1, side, side), ConditionSize = condition, AuxiliaryOutputs = condition };
        using var generator = _small.CreateGenerator(specification);
        using var discriminator = _small.CreateDiscriminator(specification);
        Assert.AreEqual(generator.parameters().Sum(parameter => parameter.numel()), _small.CountGeneratorWeights(specification));
        Assert.AreEqual(discriminator.parameters().Sum(parameter => parameter.numel()), _small.CountDiscriminatorWeights(specification));
    }

    [TestMethod]
    [DataRow(0, 0, 1.0)]
    [DataRow(99, 0, 1.0)]
    [DataRow(100, 0, 1.0)]
    [DataRow(150, 1, 0.5)]
    [DataRow(200, 1, 1.0)]
    [DataRow(310, 2, 0.1)]
    [DataRow(400, 2, 1.0)]
    [DataRow(1_000_000, 2, 1.0)]
    public void Each_size_trains_by_itself_and_then_the_next_fades_in(int images, int level, double fade)
    {
        Assert.AreEqual(new GrowthStage(level, fade), GrowthStage.At(images, _small, 2));
    }

    [TestMethod]
    public void Without_a_fade_the_next_size_is_there_at_once()
    {
        var sudden = _small with { FadeImages = 0 };
        Assert.AreEqual(new GrowthStage(0, 1), GrowthStage.At(99, sudden, 2));
        Assert.AreEqual(new GrowthStage(1, 1), GrowthStage.At(100, sudden, 2));
    }

    [TestMethod]
    public void A_generator_that_has_not_grown_gives_large_pixels_of_the_full_size()
    {
        using var scope = NewDisposeScope();
        using var generator = _small.CreateGenerator(_colour16);
        var images = generator.call(Pattern.Uniform(1, 2, 5), Pattern.OneHot(2, 2));
        CollectionAssert.AreEqual(new long[] { 2, 3, 16, 16 }, images.shape);
        var pixels = nn.functional.avg_pool2d(images, 4);
        TensorAssert.AreClose(nn.functional.interpolate(pixels, scale_factor: [4, 4]), images, 1e-6);
    }

    [TestMethod]
    public void What_it_has_grown_to_is_part_of_its_state()
    {
        using var scope = NewDisposeScope();
        using var grown = _small.CreateGenerator(_colour16);
        using var copy = _small.CreateGenerator(_colour16);
        ((IGrowingNetwork)grown).Grow(330);
        NetworkState.Copy(grown, copy);
        var (latent, condition) = (Pattern.Uniform(1, 2, 5), Pattern.OneHot(2, 2));
        TensorAssert.AreIdentical(grown.call(latent, condition), copy.call(latent, condition));
    }

    [TestMethod]
    public void An_average_of_generators_is_of_the_same_size_as_its_source()
    {
        using var source = new Player("network", _small.CreateGenerator(_colour16), GanOptimizer.Adam());
        using var average = new WeightAverage(new GanEma(), [_small.CreateGenerator(_colour16)], source);
        ((IGrowingNetwork)source.Module).Grow(250);
        average.MoveBy(0.001);
        Assert.AreEqual(250, average.Module.state_dict()["growth.progress"].item<long>());
    }

    [TestMethod]
    public void What_was_trained_generates_the_same_images_after_loading()
    {
        var ml = new MLContext(seed: 1);
        using var transformer = TinyGan.Fit(ml, options => options.Architecture = _small);
        ((IGrowingNetwork)transformer.Generator.Module).Grow(350);
        var rows = LabelRow.LoadMany(ml, 3);
        using var loaded = ml.Model.LoadGan(new MemoryStream(Parts.Saved(transformer)));
        Values.AssertSame(Values.Images(transformer.Transform(rows)), Values.Images(loaded.Transform(rows)));
    }

    [TestMethod]
    public void Images_of_an_impossible_size_are_refused_with_the_sizes_that_work()
    {
        foreach (var image in new ImageShape[] { new(3, 28, 28), new(3, 4, 4), new(1, 32, 16), new(3, 2048, 2048) })
        {
            var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ProgressiveArchitecture().Validate(image));
            Assert.Contains("8, 16, 32, 64, 128, 256, 512 or 1024", error.Message);
        }
    }

    [TestMethod]
    public void Conditioning_that_it_does_not_have_is_refused()
    {
        var normalized = _colour16 with { GeneratorConditioning = GeneratorConditioning.ConditionalBatchNorm };
        var planes = _colour16 with { DiscriminatorConditioning = DiscriminatorConditioning.Concatenation };
        Assert.Contains("choose Concatenation", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _small.CreateGenerator(normalized)).Message);
        Assert.Contains("choose Projection", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _small.CreateDiscriminator(planes)).Message);
    }

    [TestMethod]
    [DataRow(0, 100, 4, nameof(ProgressiveArchitecture.StableImages))]
    [DataRow(100, -1, 4, nameof(ProgressiveArchitecture.FadeImages))]
    [DataRow(100, 100, 0, nameof(ProgressiveArchitecture.DeviationGroup))]
    public void An_option_without_meaning_is_named(int stable, int fade, int group, string option)
    {
        var architecture = _small with { StableImages = stable, FadeImages = fade, DeviationGroup = group };
        Assert.AreEqual(option, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => architecture.Validate(new(3, 32, 32))).ParamName);
    }

    [TestMethod]
    public void It_is_made_again_from_its_name_and_its_JSON()
    {
        IGanArchitecture architecture = _small with { FadeImages = 7, DeviationGroup = 2 };
        Assert.AreEqual(architecture, GanArchitecture.Create(architecture.Name, JsonSerializer.SerializeToElement<object>(architecture)));
    }
}
