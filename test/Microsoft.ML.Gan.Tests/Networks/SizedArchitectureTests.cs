using TorchSharp;

namespace Microsoft.ML.Gan.Tests.Networks;

/// <summary>The declared sizes of architectures against those of their networks.</summary>
[TestClass]
public class SizedArchitectureTests
{
    public static IEnumerable<object[]> All =>
    [
        [new DcganArchitecture { LatentSize = 5, GeneratorWidth = 3, DiscriminatorWidth = 2 }],
        [new DcganArchitecture { LatentSize = 100, GeneratorWidth = 1, DiscriminatorWidth = 4 }],
        [new SnganArchitecture { LatentSize = 5, GeneratorWidth = 3, DiscriminatorWidth = 2 }],
        [new SaganArchitecture { LatentSize = 6, GeneratorWidth = 2, DiscriminatorWidth = 3, AttentionSide = 16 }],
        [new BigGanArchitecture { LatentSize = 17, GeneratorWidth = 2, DiscriminatorWidth = 3, EmbeddingSize = 5, AttentionSide = 16 }],
        [new BigGanArchitecture { LatentSize = 3, GeneratorWidth = 1, DiscriminatorWidth = 2, HierarchicalLatent = false }],
        [new PatchGanArchitecture { Inner = new SnganArchitecture { LatentSize = 5, GeneratorWidth = 3 }, Width = 2, Layers = 2 }],
        [new MlpArchitecture { LatentSize = 7, HiddenSizes = [5] }],
        [new MlpArchitecture { LatentSize = 7, HiddenSizes = [5, 11, 2] }],
    ];

    [TestMethod]
    [DynamicData(nameof(All))]
    public void Count_of_every_shape_is_that_of_the_networks(ISizedArchitecture architecture)
    {
        foreach (var image in new[] { new ImageShape(1, 28, 28), new ImageShape(3, 32, 48), new ImageShape(3, 128, 128) })
        {
            foreach (var condition in new[] { 0, 10 })
                AssertCounts(architecture, new NetworkSpecification { Image = image, ConditionSize = condition, IndependentSamples = condition == 0 });
        }
    }

    [TestMethod]
    [DynamicData(nameof(All))]
    public void Count_of_every_way_to_take_a_condition_is_that_of_the_networks(ISizedArchitecture architecture)
    {
        foreach (var specification in ConditioningTests.Ways(architecture, new ImageShape(3, 32, 32), 4))
            AssertCounts(architecture, specification);
    }

    [TestMethod]
    public void Count_of_widths_that_no_memory_holds_is_huge_or_overflows()
    {
        var specification = new NetworkSpecification { Image = new ImageShape(3, 64, 64) };

        Assert.ThrowsExactly<OverflowException>(() => new DcganArchitecture { GeneratorWidth = int.MaxValue }.CountGeneratorWeights(specification));
        Assert.IsGreaterThan(1L << 50, new DcganArchitecture { DiscriminatorWidth = 1 << 24 }.CountDiscriminatorWeights(specification));
        Assert.IsGreaterThan(1L << 50, new BigGanArchitecture { GeneratorWidth = 1 << 24 }.CountGeneratorWeights(specification));
        Assert.ThrowsExactly<OverflowException>(() => new SnganArchitecture { DiscriminatorWidth = int.MaxValue }.CountDiscriminatorWeights(specification));
        Assert.IsGreaterThan(1L << 60, new MlpArchitecture { HiddenSizes = [int.MaxValue, int.MaxValue] }.CountGeneratorWeights(specification));
    }

    private static void AssertCounts(ISizedArchitecture architecture, NetworkSpecification specification)
    {
        using var generator = architecture.CreateGenerator(specification);
        using var discriminator = architecture.CreateDiscriminator(specification);

        Assert.AreEqual(Parameters(generator), architecture.CountGeneratorWeights(specification), $"generator, {specification}");
        Assert.AreEqual(Parameters(discriminator), architecture.CountDiscriminatorWeights(specification), $"discriminator, {specification}");
    }

    private static long Parameters(torch.nn.Module network) => network.parameters().Sum(parameter => parameter.numel());
}
