using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

/// <summary>Spectral normalization, by option, of discriminators that come without it.</summary>
[TestClass]
public class SpectralDiscriminatorTests
{
    private static readonly NetworkSpecification _specification = new() { Image = new(3, 16, 16), ConditionSize = 3, AuxiliaryOutputs = 2 };

    private static readonly Tensor _images = Pattern.Uniform(1, 2, 3, 16, 16).DetachFromDisposeScope();
    private static readonly Tensor _condition = Pattern.OneHot(2, 3).DetachFromDisposeScope();

    public static IEnumerable<object[]> Architectures => new IGanArchitecture[]
    {
        new MlpArchitecture { LatentSize = 4, HiddenSizes = [8, 12], Dropout = 0, SpectralNormalization = true },
        new DcganArchitecture { LatentSize = 4, GeneratorWidth = 4, DiscriminatorWidth = 4, SpectralNormalization = true },
        new PatchGanArchitecture { Inner = new MlpArchitecture { LatentSize = 4 }, Layers = 1, Width = 4, SpectralNormalization = true },
    }.Select(architecture => new object[] { architecture.Name, architecture });

    [TestMethod]
    [DynamicData(nameof(Architectures))]
    public void Every_layer_has_a_largest_singular_value_of_one(string name, object architecture)
    {
        using var scope = NewDisposeScope();
        foreach (var way in Enum.GetValues<DiscriminatorConditioning>())
        {
            using var discriminator = Settled((IGanArchitecture)architecture, _specification with { DiscriminatorConditioning = way });
            var state = discriminator.state_dict();
            var layers = state.Keys.Where(key => key.EndsWith("weight_orig", StringComparison.Ordinal)).ToArray();
            CollectionAssert.AreEquivalent(layers, state.Where(entry => !entry.Key.Contains("weight_u") && entry.Value.dim() > 1).Select(entry => entry.Key).ToArray());
            foreach (var layer in layers)
            {
                var weight = state[layer];
                var (u, v) = (state[layer.Replace("_orig", "_u", StringComparison.Ordinal)], state[layer.Replace("_orig", "_v", StringComparison.Ordinal)]);
                var largest = linalg.svdvals(weight.flatten(1))[0].item<float>();
                Assert.AreEqual(largest, u.dot(weight.flatten(1).mv(v)).item<float>(), 1e-3 * largest, $"{name}, {way}: {layer}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Architectures))]
    public void How_large_the_weights_are_makes_no_difference(string name, object architecture)
    {
        using var scope = NewDisposeScope();
        using var discriminator = Settled((IGanArchitecture)architecture, _specification);
        discriminator.eval();
        var expected = discriminator.call(_images, _condition).clone();
        using (no_grad())
        {
            foreach (var weight in discriminator.parameters().Where(parameter => parameter.dim() > 1))
                weight.mul_(7);
        }

        TensorAssert.AreClose(expected, discriminator.call(_images, _condition), 1e-5, name);
    }

    [TestMethod]
    [DynamicData(nameof(Architectures))]
    public void Its_weights_are_counted_without_making_it(string name, object architecture)
    {
        foreach (var way in Enum.GetValues<DiscriminatorConditioning>())
        {
            var specification = _specification with { DiscriminatorConditioning = way };
            using var discriminator = ((IGanArchitecture)architecture).CreateDiscriminator(specification);
            Assert.AreEqual(discriminator.parameters().Sum(parameter => parameter.numel()), ((ISizedArchitecture)architecture).CountDiscriminatorWeights(specification), $"{name}, {way}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Architectures))]
    public void It_trains_and_is_saved_with_the_model(string name, object architecture)
    {
        var ml = new MLContext(seed: 1);
        using var trained = TinyGan.Fit(ml, options => (options.Architecture, options.Loss) = ((IGanArchitecture)architecture, GanLoss.Hinge()));
        using var loaded = ml.Model.LoadGan(new MemoryStream(Persistence.Parts.Saved(trained)));
        Assert.AreEqual(trained.WeightsSha256, loaded.WeightsSha256, name);
        Assert.IsTrue(loaded.DiscriminatorModule.state_dict().Keys.Any(key => key.EndsWith("weight_orig", StringComparison.Ordinal)));
    }

    /// <summary>A discriminator that has seen so much that its singular vectors do not move any more.</summary>
    private static nn.Module<Tensor, Tensor, Tensor> Settled(IGanArchitecture architecture, NetworkSpecification specification)
    {
        var discriminator = architecture.CreateDiscriminator(specification);
        Pattern.Fill(discriminator, 3, 0.3);
        for (var pass = 0; pass < 200; pass++)
            discriminator.call(_images, _condition).Dispose();
        return discriminator;
    }
}
