using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class DiscriminatorLayersTests
{
    public static IEnumerable<object[]> Architectures =>
    [
        [new MlpArchitecture { HiddenSizes = [8, 12] }, 3, "main.0.weight"],
        [new DcganArchitecture { DiscriminatorWidth = 4 }, 4, "main.0.weight"],
        [new SnganArchitecture { DiscriminatorWidth = 4 }, 11, "blocks.0.0.conv1.weight_orig"],
        [new PatchGanArchitecture { Inner = new DcganArchitecture(), Layers = 2, Width = 4 }, 4, "model.0.weight"],
        [new StyleGan2Architecture { LatentSize = 4, StyleSize = 4, ChannelBase = 64, ChannelMax = 4 }, 13, "b32.fromrgb.weight"],
        [new ProgressiveArchitecture { LatentSize = 4, ChannelBase = 64, ChannelMax = 4 }, 13, "fromrgb32.weight"],
        [new FastGanArchitecture { DiscriminatorWidth = 8 }, null!, "down_from_big.0"],
    ];

    [TestMethod]
    [DynamicData(nameof(Architectures))]
    public void Every_parameter_is_in_one_layer_and_the_images_is_first(IGanArchitecture architecture, int? count, string first)
    {
        using var discriminator = architecture.CreateDiscriminator(new NetworkSpecification { Image = new(3, 32, 32) });
        var names = discriminator.named_parameters().ToDictionary(entry => (object)entry.parameter, entry => entry.name, ReferenceEqualityComparer.Instance);

        var layers = DiscriminatorLayers.Of(discriminator);

        CollectionAssert.AreEquivalent(names.Values.ToArray(), layers.SelectMany(layer => layer).Select(parameter => names[parameter]).ToArray());
        Assert.StartsWith(first, names[layers[0][0]]);
        if (count is not null)
            Assert.HasCount(count.Value, layers);
    }

    [TestMethod]
    public void Frozen_layers_keep_their_weights_bit_for_bit_and_the_others_train()
    {
        var architecture = new DcganArchitecture { DiscriminatorWidth = 4 };
        using var module = architecture.CreateDiscriminator(new NetworkSpecification { Image = new(3, 32, 32) });
        var frozen = DiscriminatorLayers.Lowest(module, 2);
        using var network = new Player("network", module, GanOptimizer.Adam(0.01), frozen);
        using var scope = NewDisposeScope();
        var before = module.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.detach().clone());

        // Weight decay changes every weight, with or without a gradient.
        for (var step = 0; step < 3; step++)
        {
            var total = module.call(Pattern.Uniform(1, 4, 3, 32, 32), zeros(4, 0)).mean();
            network.Minimize(module.parameters().Aggregate(total, (sum, weight) => sum + weight.square().sum()));
            using (no_grad())
                new WeightClipping(0.001).Constrain(network.Weights.Vector);
        }

        foreach (var (name, parameter) in module.named_parameters())
        {
            var isFrozen = frozen.Any(one => ReferenceEquals(one, parameter));
            Assert.AreEqual(isFrozen, TensorAssert.BytesOf(parameter).SequenceEqual(TensorAssert.BytesOf(before[name])), name);
        }

        Assert.HasCount(4, frozen); // two convolutions, the second with a normalization; the first has no bias
    }

    [TestMethod]
    public void One_layer_at_least_must_train()
    {
        using var module = new MlpArchitecture { HiddenSizes = [8] }.CreateDiscriminator(new NetworkSpecification { Image = new(1, 4, 4) });
        Assert.HasCount(2, DiscriminatorLayers.Lowest(module, 1));
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => DiscriminatorLayers.Lowest(module, 2));
        Assert.Contains("FreezeDiscriminatorLayers is 2, but this discriminator has 2 layers", error.Message);
    }
}
