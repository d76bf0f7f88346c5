using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

[TestClass]
public class DcganArchitectureTests
{
    private static readonly NetworkSpecification _colour64 = new() { Image = new(3, 64, 64) };

    [TestMethod]
    public void Generator_64_has_the_state_of_py_torchs_tutorial()
    {
        using var network = GanArchitecture.Dcgan().CreateGenerator(_colour64);
        CollectionAssert.AreEquivalent(
            new[]
            {
                "main.0.weight [100, 512, 4, 4]",
                "main.1.weight [512]", "main.1.bias [512]", "main.1.running_mean [512]", "main.1.running_var [512]", "main.1.num_batches_tracked []",
                "main.3.weight [512, 256, 4, 4]",
                "main.4.weight [256]", "main.4.bias [256]", "main.4.running_mean [256]", "main.4.running_var [256]", "main.4.num_batches_tracked []",
                "main.6.weight [256, 128, 4, 4]",
                "main.7.weight [128]", "main.7.bias [128]", "main.7.running_mean [128]", "main.7.running_var [128]", "main.7.num_batches_tracked []",
                "main.9.weight [128, 64, 4, 4]",
                "main.10.weight [64]", "main.10.bias [64]", "main.10.running_mean [64]", "main.10.running_var [64]", "main.10.num_batches_tracked []",
                "main.12.weight [64, 3, 4, 4]",
            },
            State(network));
        Assert.AreEqual(3_576_704, network.parameters().Sum(parameter => parameter.numel()));
    }

    [TestMethod]
    public void Discriminator_64_has_the_state_of_py_torchs_tutorial()
    {
        using var network = GanArchitecture.Dcgan().CreateDiscriminator(_colour64);
        CollectionAssert.AreEquivalent(
            new[]
            {
                "main.0.weight [64, 3, 4, 4]",
                "main.2.weight [128, 64, 4, 4]",
                "main.3.weight [128]", "main.3.bias [128]", "main.3.running_mean [128]", "main.3.running_var [128]", "main.3.num_batches_tracked []",
                "main.5.weight [256, 128, 4, 4]",
                "main.6.weight [256]", "main.6.bias [256]", "main.6.running_mean [256]", "main.6.running_var [256]", "main.6.num_batches_tracked []",
                "main.8.weight [512, 256, 4, 4]",
                "main.9.weight [512]", "main.9.bias [512]", "main.9.running_mean [512]", "main.9.running_var [512]", "main.9.num_batches_tracked []",
                "main.11.weight [1, 512, 4, 4]",
            },
            State(network));
        Assert.AreEqual(2_765_568, network.parameters().Sum(parameter => parameter.numel()));
    }

    [TestMethod]
    public void A_condition_widens_the_latent_and_adds_a_projection()
    {
        var specification = new NetworkSpecification { Image = new(1, 28, 28), ConditionSize = 10 };
        using var generator = GanArchitecture.Dcgan().CreateGenerator(specification);
        using var discriminator = GanArchitecture.Dcgan().CreateDiscriminator(specification);
        Assert.Contains("main.0.weight [110, 128, 7, 7]", State(generator));
        Assert.Contains("projection.weight [6272, 10]", State(discriminator));
    }

    [TestMethod]
    public void Layers_stop_widening_at_sixteen_times_the_width()
    {
        var specification = new NetworkSpecification { Image = new(3, 256, 256) };
        using var network = GanArchitecture.Dcgan(2, 2).CreateDiscriminator(specification);
        Assert.Contains("main.11.weight [32, 16, 4, 4]", State(network));
        Assert.Contains("main.14.weight [32, 32, 4, 4]", State(network));
        Assert.Contains("main.17.weight [1, 32, 4, 4]", State(network));
    }

    [TestMethod]
    public void Independent_samples_take_the_place_of_batch_normalization()
    {
        var specification = new NetworkSpecification { Image = new(1, 16, 16), IndependentSamples = true };
        using var scope = NewDisposeScope();
        using var network = GanArchitecture.Dcgan(4, 4).CreateDiscriminator(specification);
        var (images, condition) = (Pattern.Uniform(1, 3, 1, 16, 16), zeros(3, 0));
        var together = network.call(images, condition);
        var alone = network.call(images[TensorIndex.Slice(1, 2)], condition[TensorIndex.Slice(1, 2)]);
        TensorAssert.AreClose(together[TensorIndex.Slice(1, 2)], alone, 1e-6);
    }

    [TestMethod]
    public void Dropout_takes_its_share_of_what_the_discriminator_sees_while_it_trains_and_adds_no_weights()
    {
        using var scope = NewDisposeScope();
        var specification = new NetworkSpecification { Image = new(1, 16, 16), IndependentSamples = true };
        var plain = new DcganArchitecture { DiscriminatorWidth = 8 };
        using var without = plain.CreateDiscriminator(specification);
        using var with = (plain with { Dropout = 0.5 }).CreateDiscriminator(specification);
        foreach (var (from, to) in without.parameters().Zip(with.parameters(), (from, to) => (from, to)))
        {
            using (no_grad())
                to.copy_(from);
        }

        var (images, condition) = (randn(64, 1, 16, 16), zeros(64, 0));
        with.eval();
        TensorAssert.AreIdentical(without.call(images, condition), with.call(images, condition), "Logits when nothing is dropped");
        with.train();
        Assert.AreNotEqual(with.call(images, condition).sum().item<float>(), with.call(images, condition).sum().item<float>());
        var seen = new List<double>();
        foreach (var module in with.modules().OfType<TorchSharp.Modules.Dropout>())
            seen.Add(module.call(ones(100, 100)).eq(0).to(ScalarType.Float32).mean().item<float>());
        Assert.HasCount(2, seen); // one behind each of the two convolutions
        Assert.IsTrue(seen.All(share => share is > 0.45 and < 0.55), string.Join(", ", seen));
    }

    [TestMethod]
    public void Two_classes_are_judged_differently()
    {
        using var scope = NewDisposeScope();
        using var network = GanArchitecture.Dcgan(4, 4).CreateDiscriminator(new() { Image = new(1, 16, 16), ConditionSize = 2 });
        var image = Pattern.Uniform(1, 1, 1, 16, 16).expand(2, -1, -1, -1);
        var logits = network.call(image, eye(2));
        Assert.AreNotEqual(logits[0].item<float>(), logits[1].item<float>());
    }

    [TestMethod]
    [DataRow(1, 16, 16)]
    [DataRow(1, 28, 28)]
    [DataRow(3, 20, 24)]
    [DataRow(3, 96, 112)]
    [DataRow(3, 256, 256)]
    public void Images_of_a_possible_size_come_out_in_that_size(int channels, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var specification = new NetworkSpecification { Image = new(channels, height, width) };
        var architecture = new DcganArchitecture { LatentSize = 3, GeneratorWidth = 1, DiscriminatorWidth = 1 };
        architecture.Validate(specification.Image);
        using var generator = architecture.CreateGenerator(specification);
        using var discriminator = architecture.CreateDiscriminator(specification);
        var images = generator.call(Pattern.Uniform(1, 2, 3), zeros(2, 0));
        CollectionAssert.AreEqual(new long[] { 2, channels, height, width }, images.shape);
        Assert.IsTrue(images.abs().max().item<float>() <= 1);
        CollectionAssert.AreEqual(new long[] { 2, 1 }, discriminator.call(images, zeros(2, 0)).shape);
    }

    [TestMethod]
    [DataRow(30, 30, DisplayName = "odd after one halving")]
    [DataRow(8, 8, DisplayName = "too small")]
    [DataRow(512, 512, DisplayName = "too large")]
    [DataRow(16, 64, DisplayName = "sides of different halvings")]
    [DataRow(28, 36, DisplayName = "one side impossible")]
    [DataRow(100, 100, DisplayName = "ends in 25")]
    public void Images_of_an_impossible_size_are_refused_with_the_sizes_that_work(int height, int width)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => GanArchitecture.Dcgan().Validate(new(3, height, width)));
        Assert.Contains($"3×{height}×{width}", error.Message);
        Assert.Contains("28, 32, 48, 64", error.Message);
    }

    [TestMethod]
    [DataRow(0, 64, 64, nameof(DcganArchitecture.LatentSize))]
    [DataRow(100, -1, 64, nameof(DcganArchitecture.GeneratorWidth))]
    [DataRow(100, 64, 0, nameof(DcganArchitecture.DiscriminatorWidth))]
    public void An_option_without_meaning_is_named(int latent, int generator, int discriminator, string option)
    {
        var architecture = new DcganArchitecture { LatentSize = latent, GeneratorWidth = generator, DiscriminatorWidth = discriminator };
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => architecture.Validate(new(3, 32, 32)));
        Assert.AreEqual(option, error.ParamName);
    }

    [TestMethod]
    public void Initial_weights_are_the_papers()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var network = GanArchitecture.Dcgan().CreateGenerator(_colour64);
        foreach (var (name, parameter) in network.named_parameters())
        {
            var (mean, deviation) = (parameter.mean().item<float>(), parameter.std().item<float>());
            if (name.EndsWith("bias", StringComparison.Ordinal))
                Assert.AreEqual(0f, parameter.abs().max().item<float>(), name);
            else
            {
                Assert.AreEqual(parameter.dim() == 1 ? 1 : 0, mean, 0.01, name);
                Assert.AreEqual(0.02, deviation, 0.006, name);
            }
        }
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_initial_weights()
    {
        using var scope = NewDisposeScope();
        manual_seed(9);
        using var first = GanArchitecture.Dcgan(8, 8).CreateGenerator(_colour64);
        manual_seed(9);
        using var second = GanArchitecture.Dcgan(8, 8).CreateGenerator(_colour64);
        foreach (var (a, b) in first.parameters().Zip(second.parameters()))
            TensorAssert.AreIdentical(a, b);
    }

    [TestMethod]
    public void It_is_made_again_from_its_name_and_its_JSON()
    {
        IGanArchitecture architecture = new DcganArchitecture { LatentSize = 7, GeneratorWidth = 8, DiscriminatorWidth = 9, Dropout = 0.25 };
        var options = JsonSerializer.SerializeToElement<object>(architecture);
        Assert.AreEqual(architecture, GanArchitecture.Create(architecture.Name, options));
    }

    private static string[] State(nn.Module network) =>
        [.. network.state_dict().Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]")];
}
