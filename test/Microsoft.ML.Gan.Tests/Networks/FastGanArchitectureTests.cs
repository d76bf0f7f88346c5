using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

[TestClass]
public class FastGanArchitectureTests
{
    private const int Batch = 2;
    private const double Tolerance = 1e-4;

    private static readonly FastGanArchitecture _narrow = new() { LatentSize = 6, GeneratorWidth = 1, DiscriminatorWidth = 1, ReconstructionWeight = 2 };

    private static readonly NetworkSpecification _gray64 = new() { Image = new(1, 64, 64), ConditionSize = 2, AuxiliaryOutputs = 1 };

    [TestMethod]
    public void The_trained_generator_is_PyTorchs()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorchFixture.Load("fastgan-1x64x64-2");
        using var network = _narrow.CreateGenerator(_gray64);
        network.eval();
        FillAll(network, 100);
        var images = network.call(Pattern.Uniform(1, Batch, 6), Pattern.OneHot(Batch, 2));
        TensorAssert.AreClose(expected["generated"], images, Tolerance);
        GradientAssert.AreClose(expected, "generator", network, (images * Pattern.Uniform(3, images.shape)).sum());
    }

    [TestMethod]
    public void The_discriminator_in_training_and_what_it_rebuilds_are_PyTorchs()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorchFixture.Load("fastgan-1x64x64-2");
        using var network = _narrow.CreateDiscriminator(_gray64);
        FillAll(network, 200);
        var images = Pattern.Uniform(2, Batch, 1, 64, 64);
        var logits = network.call(images, Pattern.OneHot(Batch, 2));
        TensorAssert.AreClose(expected["logits"], logits, Tolerance);
        // libtorch 2.10 rounds differently from 1.13, which computed the fixture: gradients of 0.005 differ by 1.1e-6 to 2.2e-6.
        GradientAssert.AreClose(expected, "discriminator", network, (logits * Pattern.Uniform(3, logits.shape)).sum(), floor: 0.03);

        var rebuilt = ((FastGanDiscriminator)network).ForwardAndReconstruct(images, Pattern.OneHot(Batch, 2), part: 2).Loss / _narrow.ReconstructionWeight;
        TensorAssert.AreClose(expected["rebuilt"], rebuilt, Tolerance);
        var decoders = network.named_parameters().Where(entry => expected.ContainsKey($"rebuilt.{entry.name}")).ToArray();
        var gradients = autograd.grad([rebuilt], [.. decoders.Select(entry => entry.parameter)]);
        foreach (var ((name, _), gradient) in decoders.Zip(gradients))
        {
            var reference = expected[$"rebuilt.{name}"];
            TensorAssert.AreClose(reference, gradient, Tolerance * Math.Max(0.01, reference.abs().max().item<float>()), name);
        }
    }

    [TestMethod]
    public void The_generator_in_training_and_what_it_leaves_for_afterwards_are_PyTorchs()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorchFixture.Load("fastgan-training-1x64x64-2");
        using var network = _narrow.CreateGenerator(_gray64);
        FillAll(network, 100);
        var (latent, condition) = (Pattern.Uniform(1, Batch, 6), Pattern.OneHot(Batch, 2));
        manual_seed(9); // the noise is torch's own, as the script's
        var images = network.call(latent, condition);
        TensorAssert.AreClose(expected["generated"], Sample(images), Tolerance);
        GradientAssert.AreClose(expected, "generator", network, (images * Pattern.Uniform(3, images.shape)).sum());

        network.eval();
        TensorAssert.AreClose(expected["generated.later"], Sample(network.call(latent, condition)), Tolerance);

        static Tensor Sample(Tensor images) => images[TensorIndex.Ellipsis, TensorIndex.Slice(step: 5), TensorIndex.Slice(step: 5)];
    }

    [TestMethod]
    public void The_squared_slope_of_the_discriminator_and_its_gradients_are_PyTorchs()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorchFixture.Load("fastgan-training-1x64x64-2");
        using var network = _narrow.CreateDiscriminator(_gray64 with { IndependentSamples = true });
        FillAll(network, 200);
        var images = Pattern.Uniform(2, Batch, 1, 64, 64).requires_grad_();
        var judged = network.call(images, Pattern.OneHot(Batch, 2)).narrow(1, 0, 1).sum();
        var slope = autograd.grad([judged], [images], retain_graph: true, create_graph: true)[0];
        var penalty = slope.square().sum([1, 2, 3]).mean();
        TensorAssert.AreClose(expected["penalty"], penalty, Tolerance * Math.Max(1, expected["penalty"].item<float>()));
        GradientAssert.AreClose(expected, "penalty", network, penalty);
    }

    [TestMethod]
    [DataRow(64)]
    [DataRow(128)]
    [DataRow(256)]
    public void In_the_published_width_each_part_has_as_many_weights_as_PyTorchs(int side)
    {
        using var scope = NewDisposeScope();
        var expected = PyTorchFixture.Load("fastgan-counts");
        var specification = new NetworkSpecification { Image = new(3, side, side) };
        using var generator = GanArchitecture.FastGan().CreateGenerator(specification);
        using var discriminator = GanArchitecture.FastGan().CreateDiscriminator(specification);
        AssertCounts("generator", generator);
        AssertCounts("discriminator", discriminator);

        void AssertCounts(string player, nn.Module network)
        {
            var prefix = $"{side}.{player}.";
            var wanted = expected.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(entry => entry.Key[prefix.Length..], entry => (long)entry.Value.item<float>());
            var found = network.named_children().ToDictionary(entry => entry.name, entry => entry.module.parameters().Sum(parameter => parameter.numel()));
            CollectionAssert.AreEquivalent(wanted.ToArray(), found.ToArray());
            Assert.AreEqual(wanted.Values.Sum(), network.parameters().Sum(parameter => parameter.numel()));
        }
    }

    [TestMethod]
    public void At_1024_the_layers_have_the_authors_channels()
    {
        using var scope = NewDisposeScope();
        var specification = new NetworkSpecification { Image = new(3, 1024, 1024) };
        using var generator = GanArchitecture.FastGan().CreateGenerator(specification);
        using var discriminator = GanArchitecture.FastGan().CreateDiscriminator(specification);
        AssertShape(generator, "init.init.0.weight_orig", 256, 2048, 4, 4);
        AssertShape(generator, "feat_128.1.weight_orig", 128, 128, 3, 3);
        AssertShape(generator, "se_512.main.1.weight_orig", 16, 128, 4, 4);
        AssertShape(generator, "to_big.weight_orig", 3, 8, 3, 3);
        Assert.IsFalse(generator.named_children().Any(child => child.name == "se_1024"), "The largest features are not excited.");
        AssertShape(discriminator, "down_from_big.2.weight_orig", 16, 8, 4, 4);
        AssertShape(discriminator, "down_64.main.0.weight_orig", 512, 256, 4, 4);
        AssertShape(discriminator, "se_2_16.main.1.weight_orig", 128, 16, 4, 4);
        AssertShape(discriminator, "rf_big.0.weight_orig", 1024, 512, 1, 1);
        AssertShape(discriminator, "decoder_big.main.4.1.weight_orig", 64, 64, 3, 3);

        static void AssertShape(nn.Module network, string name, params long[] shape) =>
            CollectionAssert.AreEqual(shape, network.state_dict()[name].shape, name);
    }

    [TestMethod]
    [DataRow(32)]
    [DataRow(64)]
    [DataRow(128)]
    [DataRow(256)]
    [DataRow(512)]
    public void Both_networks_take_every_possible_size(int side)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var specification = new NetworkSpecification { Image = new(3, side, side) };
        using var generator = _narrow.CreateGenerator(specification);
        using var discriminator = _narrow.CreateDiscriminator(specification);
        var images = generator.call(Pattern.Uniform(1, Batch, 6), zeros(Batch, 0));
        CollectionAssert.AreEqual(new long[] { Batch, 3, side, side }, images.shape);
        CollectionAssert.AreEqual(new long[] { Batch, 1, 10, 5 }, discriminator.call(images, zeros(Batch, 0)).shape);
        Assert.IsGreaterThan(0, ((ISelfSupervised)discriminator).ForwardAndReconstruct(images, zeros(Batch, 0)).Loss.item<float>());
        Assert.IsTrue(_narrow.CountGeneratorWeights(specification) <= generator.parameters().Sum(parameter => parameter.numel()));
        Assert.IsTrue(_narrow.CountDiscriminatorWeights(specification) <= discriminator.parameters().Sum(parameter => parameter.numel()));
    }

    [TestMethod]
    public void The_discriminator_learns_to_rebuild_images()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var network = (_narrow with { DiscriminatorWidth = 4 }).CreateDiscriminator(new() { Image = new(1, 32, 32) });
        var images = nn.functional.interpolate(Pattern.Uniform(2, 4, 1, 2, 2), size: [32, 32]);
        using var optimizer = optim.Adam(network.parameters(), lr: 0.01);
        var before = Loss().item<float>();
        for (var step = 0; step < 30; step++)
        {
            optimizer.zero_grad();
            Loss().backward();
            optimizer.step();
        }

        var after = Loss().item<float>();
        Assert.IsTrue(after < before / 2, $"{before} became {after}");

        Tensor Loss() => ((FastGanDiscriminator)network).ForwardAndReconstruct(images, zeros(4, 0), part: 0).Loss;
    }

    [TestMethod]
    public void What_judges_and_rebuilds_judges_as_the_forward_pass_does()
    {
        using var scope = NewDisposeScope();
        using var network = _narrow.CreateDiscriminator(_gray64);
        FillAll(network, 200);
        network.eval(); // singular vectors would move with each pass
        var (images, condition) = (Pattern.Uniform(2, Batch, 1, 64, 64), Pattern.OneHot(Batch, 2));
        TensorAssert.AreIdentical(network.call(images, condition), ((FastGanDiscriminator)network).ForwardAndReconstruct(images, condition, part: 1).Logits, "The logits");
    }

    [TestMethod]
    public void Samples_that_must_be_independent_do_not_see_each_other()
    {
        using var scope = NewDisposeScope();
        var specification = new NetworkSpecification { Image = new(1, 32, 32) };
        Assert.IsTrue(InfluenceOfTheOther(specification) > 0);
        Assert.AreEqual(0f, InfluenceOfTheOther(specification with { IndependentSamples = true }));

        static float InfluenceOfTheOther(NetworkSpecification specification)
        {
            using var network = (_narrow with { DiscriminatorWidth = 4 }).CreateDiscriminator(specification);
            var images = Pattern.Uniform(2, 2, 1, 32, 32).requires_grad_();
            var logit = network.call(images, zeros(2, 0))[0].sum();
            return autograd.grad([logit], [images])[0][1].abs().max().item<float>();
        }
    }

    [TestMethod]
    public void Noise_is_new_in_training_and_constant_afterwards()
    {
        using var scope = NewDisposeScope();
        using var network = _narrow.CreateGenerator(_gray64);
        FillAll(network, 100);
        var (latent, condition) = (Pattern.Uniform(1, Batch, 6), Pattern.OneHot(Batch, 2));
        Assert.IsTrue((network.call(latent, condition) - network.call(latent, condition)).abs().max().item<float>() > 0.01);
        network.eval();
        TensorAssert.AreIdentical(network.call(latent, condition), network.call(latent, condition));
    }

    [TestMethod]
    public void Images_of_an_impossible_size_are_refused_with_the_sizes_that_work()
    {
        foreach (var image in new ImageShape[] { new(3, 28, 28), new(3, 16, 16), new(1, 64, 32), new(3, 2048, 2048) })
        {
            var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new FastGanArchitecture().Validate(image));
            Assert.Contains("32, 64, 128, 256, 512 or 1024", error.Message);
        }
    }

    [TestMethod]
    public void Conditioning_that_it_does_not_have_is_refused()
    {
        var normalized = _gray64 with { GeneratorConditioning = GeneratorConditioning.ConditionalBatchNorm };
        var planes = _gray64 with { DiscriminatorConditioning = DiscriminatorConditioning.Concatenation };
        Assert.Contains("choose Concatenation", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _narrow.CreateGenerator(normalized)).Message);
        Assert.Contains("choose Projection", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _narrow.CreateDiscriminator(planes)).Message);
    }

    [TestMethod]
    public void It_is_made_again_from_its_name_and_its_JSON()
    {
        IGanArchitecture architecture = _narrow with { DiscriminatorWidth = 3 };
        Assert.AreEqual(architecture, GanArchitecture.Create(architecture.Name, JsonSerializer.SerializeToElement<object>(architecture)));
    }

    [TestMethod]
    public void What_is_saved_generates_the_same_images_after_loading()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var loss = GanLoss.Hinge();
        var description = new GanModelDescription
        {
            Architecture = NamedPart.Of(_narrow),
            Loss = NamedPart.Of(loss),
            Specification = _gray64 with { AuxiliaryOutputs = 0 },
            LatentSize = _narrow.LatentSize,
            Columns = new("Image", null, null),
            Seed = 1,
            Training = new(0, 0, Batch, "cpu", 0, 0),
        };
        var generator = _narrow.CreateGenerator(description.Specification);
        FillAll(generator, 100);
        using var model = new GanModel(description, new ImageGenerator(generator, CPU), _narrow.CreateDiscriminator(description.Specification));
        using var file = new MemoryStream();
        ModelFile.Write(file, model.Save);

        using var loaded = ModelFile.Read(file, "a GAN", files => ModelKinds.Load<GanModel>(files, CPU));

        var (latent, condition) = (Pattern.Uniform(1, Batch, 6), Pattern.OneHot(Batch, 2));
        TensorAssert.AreIdentical(generator.call(latent, condition), loaded.Generator.Module.call(latent, condition));
    }

    /// <summary>Weights and buffers as in make_fastgan_fixtures.py.</summary>
    private static void FillAll(nn.Module network, int salt)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        Pattern.Fill(network, salt, 1);
        salt += 500;
        foreach (var (name, buffer) in network.named_buffers().OrderBy(entry => entry.name, StringComparer.Ordinal))
        {
            if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
                continue;
            var values = Pattern.Uniform(salt++, buffer.shape);
            if (name.EndsWith("weight_u", StringComparison.Ordinal) || name.EndsWith("weight_v", StringComparison.Ordinal))
                values /= values.norm();
            else if (name.EndsWith("running_var", StringComparison.Ordinal))
                values = 1 + (0.5 * values);
            buffer.copy_(values);
        }
    }
}
