using System.Text.Json;
using Microsoft.ML.Gan.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

/// <summary>Every conditioning in every architecture can be trained, saved and loaded.</summary>
[TestClass]
public class ConditioningTests
{
    private const int Batch = 4;
    private const int Classes = 3;
    private static readonly ImageShape _image = new(1, 16, 16);

    public static IEnumerable<object[]> All =>
    [
        [new MlpArchitecture { LatentSize = 6, HiddenSizes = [8, 12] }],
        [new DcganArchitecture { LatentSize = 6, GeneratorWidth = 2, DiscriminatorWidth = 2 }],
        [new SnganArchitecture { LatentSize = 6, GeneratorWidth = 3, DiscriminatorWidth = 5 }],
        [new SaganArchitecture { LatentSize = 6, GeneratorWidth = 3, DiscriminatorWidth = 5, AttentionSide = 8 }],
        [new BigGanArchitecture { LatentSize = 7, GeneratorWidth = 3, DiscriminatorWidth = 3, EmbeddingSize = 4, AttentionSide = 8 }],
        [new BigGanArchitecture { LatentSize = 7, GeneratorWidth = 3, DiscriminatorWidth = 3, EmbeddingSize = 4, HierarchicalLatent = false }],
        [new PatchGanArchitecture { Inner = new DcganArchitecture { LatentSize = 6, GeneratorWidth = 2 }, Layers = 2, Width = 2 }],
    ];

    /// <summary>All specifications for images with a condition that an architecture accepts.</summary>
    internal static IEnumerable<NetworkSpecification> Ways(IGanArchitecture architecture, ImageShape image, int classes) =>
        from generator in new GeneratorConditioning?[] { null, GeneratorConditioning.Concatenation, GeneratorConditioning.ConditionalBatchNorm }
        where architecture is not MlpArchitecture || generator != GeneratorConditioning.ConditionalBatchNorm
        from discriminator in new DiscriminatorConditioning?[]
        {
            null, DiscriminatorConditioning.Concatenation, DiscriminatorConditioning.Projection, DiscriminatorConditioning.None,
        }
        from auxiliary in generator is null ? new[] { 0, 2 } : [0]
        select new NetworkSpecification
        {
            Image = image,
            ConditionSize = classes,
            GeneratorConditioning = generator,
            DiscriminatorConditioning = discriminator,
            AuxiliaryOutputs = auxiliary,
        };

    [TestMethod]
    [DynamicData(nameof(All))]
    public void A_step_with_the_hinge_loss_moves_both_networks(IGanArchitecture architecture)
    {
        foreach (var specification in Ways(architecture, _image, Classes))
        {
            using var scope = NewDisposeScope();
            architecture.ValidateSpecification(specification);
            using var generator = New(architecture.CreateGenerator(specification), 100);
            using var discriminator = New(architecture.CreateDiscriminator(specification), 200);
            var (condition, real) = (Pattern.OneHot(Batch, Classes), Pattern.Uniform(2, Batch, 1, 16, 16));
            var (before, judgedBefore) = (generator.Weights.Vector.clone(), discriminator.Weights.Vector.clone());
            var loss = GanLoss.Hinge();

            var fake = generator.Module.call(Pattern.Uniform(1, Batch, architecture.LatentSize), condition);
            var (ofReal, ofFake) = (discriminator.Module.call(real, condition), discriminator.Module.call(fake.detach(), condition));
            Assert.AreEqual(1 + specification.AuxiliaryOutputs, ofReal.shape[1], specification.ToString());
            var auxiliary = ofReal.narrow(1, 1, specification.AuxiliaryOutputs).square().sum();
            discriminator.Minimize(loss.Discriminator(ofReal.narrow(1, 0, 1), ofFake.narrow(1, 0, 1)) + auxiliary);
            generator.Minimize(loss.Generator(discriminator.Module.call(fake, condition).narrow(1, 0, 1)));

            AssertMoved(before, generator.Weights.Vector, $"generator, {specification}");
            AssertMoved(judgedBefore, discriminator.Weights.Vector, $"discriminator, {specification}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public void What_was_saved_makes_the_same_images(IGanArchitecture architecture)
    {
        foreach (var specification in Ways(architecture, _image, Classes))
        {
            using var scope = NewDisposeScope();
            var generator = architecture.CreateGenerator(specification);
            Pattern.Fill(generator, 100, 0.1);
            using var model = new GanModel(
                Describe(architecture, specification), new ImageGenerator(generator, CPU), architecture.CreateDiscriminator(specification));
            using var file = new MemoryStream();
            ModelFile.Write(file, model.Save);
            file.Position = 0;

            using var loaded = ModelFile.Read(file, "a GAN", files => ModelKinds.Load<GanModel>(files, CPU));

            Assert.AreEqual(specification, loaded.Description.Specification);
            var (latent, condition) = (Pattern.Uniform(1, Batch, architecture.LatentSize), Pattern.OneHot(Batch, Classes));
            TensorAssert.AreIdentical(generator.call(latent, condition), loaded.Generator.Module.call(latent, condition), specification.ToString());
        }
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public void The_class_decides_where_it_is_seen_and_only_there(IGanArchitecture architecture)
    {
        foreach (var specification in Ways(architecture, _image, 2))
        {
            using var scope = NewDisposeScope();
            using var generator = architecture.CreateGenerator(specification);
            using var discriminator = architecture.CreateDiscriminator(specification);
            var latent = Pattern.Uniform(1, 1, architecture.LatentSize).expand(2, -1);
            Settle(generator, 100, latent);
            Settle(discriminator, 200, Pattern.Uniform(3, 2, 1, 16, 16));
            var images = generator.call(latent, eye(2));
            Assert.AreNotEqual(0f, (images[0] - images[1]).abs().max().item<float>(), $"generator, {specification}");
            var judged = discriminator.call(Pattern.Uniform(2, 1, 1, 16, 16).expand(2, -1, -1, -1), eye(2));
            var difference = (judged[0] - judged[1]).abs().max().item<float>();
            Assert.AreEqual(specification.DiscriminatorConditioning == DiscriminatorConditioning.None, difference < 1e-6, $"discriminator, {specification}: {difference}");
        }
    }

    [TestMethod]
    public void Mlp_refuses_conditional_batch_norm_by_name()
    {
        var specification = new NetworkSpecification
        {
            Image = _image,
            ConditionSize = 2,
            GeneratorConditioning = GeneratorConditioning.ConditionalBatchNorm,
        };
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => GanArchitecture.Mlp().ValidateSpecification(specification));
        Assert.AreEqual(nameof(NetworkSpecification.GeneratorConditioning), error.ParamName);
        Assert.Contains("cannot be ConditionalBatchNorm with the MLP architecture", error.Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => GanArchitecture.Mlp().CreateGenerator(specification));
    }

    [TestMethod]
    public void A_pair_of_modules_takes_a_condition_by_concatenation_or_not_at_all()
    {
        var architecture = GanArchitecture.From(() => nn.Linear(5, 4), () => nn.Conv2d(1, 1, 2));
        var specification = new NetworkSpecification { Image = new(1, 2, 2), ConditionSize = 2 };
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => architecture.ValidateSpecification(specification with { DiscriminatorConditioning = DiscriminatorConditioning.Projection }));
        Assert.Contains("Projection is not supported by a pair of modules", error.Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => architecture.ValidateSpecification(specification with { GeneratorConditioning = GeneratorConditioning.ConditionalBatchNorm }));
        using var scope = NewDisposeScope();
        using var unconditional = architecture.CreateDiscriminator(specification with { DiscriminatorConditioning = DiscriminatorConditioning.None });
        CollectionAssert.AreEqual(new long[] { 2, 1, 1, 1 }, unconditional.call(zeros(2, 1, 2, 2), eye(2)).shape);
    }

    [TestMethod]
    [DataRow("auxiliaryOutputs", "-1")]
    [DataRow("auxiliaryOutputs", "1048577")]
    [DataRow("generatorConditioning", "7")]
    [DataRow("discriminatorConditioning", "-1")]
    [DataRow("discriminatorConditioning", "\"Guess\"")]
    public void A_file_that_asks_for_what_does_not_exist_is_refused(string field, string value)
    {
        var parts = Persistence.Parts.OfTiny().EditConfigs(config => config["specification"]![field] = System.Text.Json.Nodes.JsonNode.Parse(value));
        var error = Assert.ThrowsExactly<InvalidDataException>(() => new MLContext(1).Model.LoadGan(new MemoryStream(parts.ToFile())));
        Assert.Contains(field, error.Message);
    }

    [TestMethod]
    public void A_file_that_says_nothing_of_the_ways_is_read()
    {
        var parts = Persistence.Parts.OfTiny().EditConfigs(config =>
        {
            foreach (var field in new[] { "generatorConditioning", "discriminatorConditioning", "auxiliaryOutputs" })
                Assert.IsTrue(config["specification"]!.AsObject().Remove(field), field);
        });
        using var loaded = new MLContext(1).Model.LoadGan(new MemoryStream(parts.ToFile()));
        Assert.AreEqual(Testing.TinyGan.LatentSize, loaded.LatentSize);
    }

    /// <summary>Brings a network that is filled with a pattern to where training has it: singular vectors found, batch statistics known.</summary>
    private static void Settle(nn.Module<Tensor, Tensor, Tensor> network, int salt, Tensor input)
    {
        Pattern.Fill(network, salt, 0.3);
        Pattern.FillSingularVectors(network, salt);
        using var noGradient = no_grad();
        for (var pass = 0; pass < 10; pass++)
            network.call(input, eye(2));
        network.eval();
    }

    private static Player New(nn.Module<Tensor, Tensor, Tensor> module, int salt)
    {
        Pattern.Fill(module, salt, 0.1);
        Pattern.FillSingularVectors(module, salt);
        return new Player("network", module, GanOptimizer.Adam());
    }

    private static void AssertMoved(Tensor before, Tensor after, string what)
    {
        Assert.IsTrue(after.isfinite().all().item<bool>(), what);
        Assert.IsGreaterThan(0.5, (before - after).ne(0).to(ScalarType.Float32).mean().item<float>(), what);
    }

    private static GanModelDescription Describe(IGanArchitecture architecture, NetworkSpecification specification) => new()
    {
        Architecture = NamedPart.Of(architecture),
        Loss = NamedPart.Of(GanLoss.Hinge()),
        Specification = specification,
        LatentSize = architecture.LatentSize,
        Columns = new ColumnNames("Generated", "Label", null),
        ConditionIsKey = true,
        Seed = 1,
        Training = new TrainingRecord(1, Batch, Batch, "cpu", 0, 0),
    };
}
