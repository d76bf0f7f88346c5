using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.LatentSpaces;

/// <summary>Interpolation, semantic directions, and the distance of projected images.</summary>
[TestClass]
public class LatentSpaceTests
{
    private static readonly double[] _fractions = [0, 0.25, 0.5, 0.75, 1];

    [TestMethod]
    public void Latents_are_interpolated_along_the_sphere_in_equal_steps()
    {
        using var scope = NewDisposeScope();
        var (from, to) = (tensor(new float[] { 2, 0, 0 }, [1, 3]), tensor(new float[] { 0, 2, 0 }, [1, 3]));

        var way = SpaceOf(new MlpArchitecture { LatentSize = 3 }).Between(from, to, _fractions);

        for (var i = 0; i < _fractions.Length; i++)
        {
            var angle = _fractions[i] * Math.PI / 2;
            Assert.AreEqual(2 * Math.Cos(angle), way[i, 0].item<float>(), 1e-6);
            Assert.AreEqual(2 * Math.Sin(angle), way[i, 1].item<float>(), 1e-6);
        }
    }

    [TestMethod]
    [DataRow(1f)]
    [DataRow(0f)]
    [DataRow(-1f)]
    public void Latents_on_one_line_are_interpolated_linearly(float factor)
    {
        using var scope = NewDisposeScope();
        var from = tensor(new float[] { 1, 2, -3 }, [1, 3]);

        var way = SpaceOf(new MlpArchitecture { LatentSize = 3 }).Between(from, from * factor, _fractions);

        for (var i = 0; i < _fractions.Length; i++)
            Assert.AreEqual(-3 * (1 - _fractions[i] + (_fractions[i] * factor)), way[i, 2].item<float>(), 1e-5);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(2)]
    public void Codes_are_interpolated_linearly_and_noise_along_its_sphere(int noise)
    {
        using var scope = NewDisposeScope();
        var from = tensor(new float[] { 1, 0, 0.5f, 2, 0 }, [1, 5]).narrow(1, 0, 3 + noise);
        var to = tensor(new float[] { 0, 1, -0.5f, 0, 2 }, [1, 5]).narrow(1, 0, 3 + noise);

        var way = SpaceOf(new MlpArchitecture { LatentSize = 3 + noise }, out _, codes: 3).Between(from, to, _fractions);

        for (var i = 0; i < _fractions.Length; i++)
        {
            Assert.AreEqual(1 - _fractions[i], way[i, 0].item<float>(), 1e-6);
            Assert.AreEqual(_fractions[i], way[i, 1].item<float>(), 1e-6);
            Assert.AreEqual(0.5 - _fractions[i], way[i, 2].item<float>(), 1e-6);
            if (noise > 0)
                Assert.AreEqual(2 * Math.Cos(_fractions[i] * Math.PI / 2), way[i, 3].item<float>(), 1e-6);
        }
    }

    [TestMethod]
    public void Interpolation_ends_at_the_points_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        var latents = randn(2, TinyGan.LatentSize);
        var styles = randn(2, SmallStyleGan.Layers, 8);

        var noise = SpaceOf(new MlpArchitecture { LatentSize = TinyGan.LatentSize }).Between(latents.narrow(0, 0, 1), latents.narrow(0, 1, 1), _fractions);
        var style = SpaceOf(SmallStyleGan.Architecture).Between(styles.narrow(0, 0, 1), styles.narrow(0, 1, 1), _fractions);

        Assert.IsTrue(noise[0].Equals(latents[0]) && noise[^1].Equals(latents[1]));
        Assert.IsTrue(style[0].Equals(styles[0]) && style[^1].Equals(styles[1]));
        Assert.IsTrue(style[2].allclose((styles[0] + styles[1]) / 2, 1e-5, 1e-6));
    }

    [TestMethod]
    public void Move_changes_the_styles_of_the_given_layers_only()
    {
        using var scope = NewDisposeScope();
        var space = (StyleSpace)SpaceOf(SmallStyleGan.Architecture);
        var place = zeros(1, space.Layers, 8);

        var moved = space.Move(place, ones(8), 2..4, [0, 3]);

        Assert.AreEqual(0, moved[0].abs().max().item<float>());
        Assert.IsTrue(moved[1].narrow(0, 2, 2).allclose(full([2, 8], 3f)));
        Assert.AreEqual(0, moved[1].narrow(0, 0, 2).abs().max().item<float>() + moved[1].narrow(0, 4, space.Layers - 4).abs().max().item<float>());
    }

    [TestMethod]
    [DynamicData(nameof(Architectures))]
    public void Directions_are_orthonormal_and_ordered_by_strength(string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var space = SpaceOf(ArchitectureOf(name), out var network);

        var (directions, strengths) = space.FindDirections(Range.All);

        var unit = eye(directions.shape[0]);
        Assert.IsTrue(directions.matmul(directions.t()).allclose(unit, 1e-4, 1e-5));
        var lengths = strengths.data<float>().ToArray();
        for (var i = 1; i < lengths.Length; i++)
            Assert.IsGreaterThanOrEqualTo(lengths[i], lengths[i - 1]);
        var moved = cat([.. ((ILatentLayers)network).LatentWeights()], 0).matmul(directions.t()).norm(dim: 0);
        Assert.IsTrue(moved.allclose(strengths, 1e-3, 1e-3 * lengths[0]));
    }

    /// <summary>A latent has more values than the first layers have outputs, so most directions must change nothing.</summary>
    [TestMethod]
    [DynamicData(nameof(Architectures))]
    public void Directions_of_strength_zero_change_no_image_and_the_strongest_does(string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var space = SpaceOf(ArchitectureOf(name), out _);
        var condition = tensor(new float[] { 0, 1, 0 }, [1, 3]);
        var place = space.Find(randn(1, ArchitectureOf(name).LatentSize), condition, 1);
        var (directions, strengths) = space.FindDirections(Range.All);
        double[] amounts = [0, 2];

        var weakest = space.Move(place, directions[^1], Range.All, amounts);
        var strongest = space.Move(place, directions[0], Range.All, amounts);

        Assert.IsLessThan(1e-3 * strengths[0].item<float>(), strengths[^1].item<float>());
        var (still, moved) = (Change(weakest), Change(strongest));
        Assert.IsLessThan(0.02 * moved, still, $"the strongest changes {moved}");

        double Change(Tensor places)
        {
            var images = space.Synthesize(places, condition.expand(2, -1));
            return (images[1] - images[0]).abs().max().item<float>();
        }
    }

    [TestMethod]
    public void Pyramid_weighs_brightness_at_all_resolutions_and_noise_at_the_finest()
    {
        using var scope = NewDisposeScope();
        var target = zeros(1, 1, 16, 16);
        var shade = full([1, 1, 16, 16], 0.5f);
        var checkers = shade.clone();
        checkers.index_put_(-0.5f, TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(step: 2), TensorIndex.Slice(step: 2));
        checkers.index_put_(-0.5f, TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(1, step: 2), TensorIndex.Slice(1, step: 2));

        var distances = ImagePyramid.Distance(cat([shade, checkers], 0), target);

        Assert.AreEqual(0.25, distances[0].item<float>(), 1e-6);
        Assert.AreEqual(0.25 / 3, distances[1].item<float>(), 1e-6); // 16, 8 and 4 pixels
    }

    [TestMethod]
    public void Pyramid_ignores_values_beyond_the_range_of_pixels()
    {
        using var scope = NewDisposeScope();
        var target = cat([full([1, 1, 1, 4], 1f), full([1, 1, 1, 4], -1f)], 3);
        var (beyond, opposite) = ((3 * target).requires_grad_(), (-3 * target).requires_grad_());

        var (none, much) = (ImagePyramid.Distance(beyond, target), ImagePyramid.Distance(opposite, target));

        Assert.AreEqual(0, none.item<float>());
        Assert.AreEqual(16, much.item<float>());
        Assert.AreEqual(0, autograd.grad([none.sum()], [beyond])[0].abs().max().item<float>());
        Assert.AreEqual(1, autograd.grad([much.sum()], [opposite])[0].abs().min().item<float>());
    }

    public static IEnumerable<object[]> Architectures =>
        new[] { "mlp", "dcgan", "sngan", "biggan", "progressive", "fastgan", "stylegan2" }.Select(name => new object[] { name });

    private static IGanArchitecture ArchitectureOf(string name) => name switch
    {
        "mlp" => new MlpArchitecture { LatentSize = 20, HiddenSizes = [6, 12] },
        "dcgan" => new DcganArchitecture { LatentSize = 300, GeneratorWidth = 2, DiscriminatorWidth = 2 },
        "sngan" => new SnganArchitecture { LatentSize = 600, GeneratorWidth = 4, DiscriminatorWidth = 4 },
        "biggan" => new BigGanArchitecture { LatentSize = 600, GeneratorWidth = 2, DiscriminatorWidth = 2, EmbeddingSize = 4 },
        "progressive" => new ProgressiveArchitecture { LatentSize = 150, ChannelBase = 64, ChannelMax = 4 },
        "fastgan" => new FastGanArchitecture { LatentSize = 560, GeneratorWidth = 1, DiscriminatorWidth = 1 },
        _ => new StyleGan2Architecture { LatentSize = 8, StyleSize = 96, MappingLayers = 2, ChannelBase = 64, ChannelMax = 4 },
    };

    private static LatentSpace SpaceOf(IGanArchitecture architecture) => SpaceOf(architecture, out _);

    /// <summary>The space of a new generator, which the caller's dispose scope frees.</summary>
    private static LatentSpace SpaceOf(IGanArchitecture architecture, out nn.Module<Tensor, Tensor, Tensor> network, int codes = 0)
    {
        manual_seed(3);
        network = architecture.CreateGenerator(new NetworkSpecification { Image = new ImageShape(3, 32, 32), ConditionSize = 3 });
        Settle(network, architecture.LatentSize);
        return LatentSpace.Of(new ImageGenerator(network, CPU), codes);
    }

    /// <summary>
    /// Lets spectral normalization find the largest singular values, as training does. Before that, it divides by a random number; if that is near 0,
    /// rounding errors become visible.
    /// </summary>
    private static void Settle(nn.Module<Tensor, Tensor, Tensor> network, int latentSize)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        network.train();
        for (var i = 0; i < 20; i++)
            network.call(randn(8, latentSize), zeros(8, 3));
        network.eval();
    }
}
