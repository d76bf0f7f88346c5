using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Augmentation.Discriminator;

/// <summary>
/// Each operation with given random numbers, and its gradient, against what PyTorch computes from the papers' definitions
/// (make_augmentation_fixtures.py).
/// </summary>
[TestClass]
public class AugmentationsMatchPyTorchTests
{
    private const double Tolerance = 1e-4;

    private static readonly GeometricDraw[] _geometry =
    [
        new(),
        new() { Flip = true },
        new() { Quarters = 3 },
        new() { Shift = new(2, -1) },
        new() { Scale = 0.8f },
        new() { TurnBefore = 0.7f },
        new() { Stretch = 1.25f },
        new() { Move = new(0.3f, 1.45f) },
        new()
        {
            Flip = true, Quarters = 1, Shift = new(-1, 2), Scale = 1.1f, TurnBefore = -2.5f, Stretch = 0.9f, TurnAfter = 0.4f,
            Move = new(-1.7f, 0.6f),
        },
    ];

    private static readonly ColorDraw[] _colors =
    [
        new(),
        new() { Brightness = 0.3f },
        new() { Contrast = 1.7f },
        new() { FlipLuma = true },
        new() { Hue = 1.1f },
        new() { Saturation = 0.4f },
        new() { Brightness = -0.2f, Contrast = 0.6f, FlipLuma = true, Hue = -2, Saturation = 1.8f },
    ];

    [TestMethod]
    [DataRow("brightness")]
    [DataRow("saturation")]
    [DataRow("contrast")]
    [DataRow("translation")]
    [DataRow("cutout")]
    public void Operation_of_DiffAugment(string name)
    {
        using var scope = NewDisposeScope();
        var draws = ((Pattern.Uniform(62, 7, 3, 1, 1, 1) + 1) / 2).unbind();
        AssertMatches(name, Pattern.Uniform(60, 3, 3, 12, 10), images => name switch
        {
            "brightness" => DiffAugmentation.Brightness(images, draws[0]),
            "saturation" => DiffAugmentation.Saturation(images, draws[1]),
            "contrast" => DiffAugmentation.Contrast(images, draws[2]),
            "translation" => DiffAugmentation.Translation(images, draws[3], draws[4]),
            _ => DiffAugmentation.Cutout(images, draws[5], draws[6]),
        });
    }

    [TestMethod]
    public void Geometry()
    {
        using var scope = NewDisposeScope();
        using var resampling = new AffineResampling();
        AssertMatches(
            "geometry", Pattern.Uniform(60, _geometry.Length, 2, 16, 12), images => resampling.Apply(images, [.. _geometry.Select(draw => draw.Source())]));
    }

    [TestMethod]
    public void Colors() => AssertColors("colors", channels: 3);

    [TestMethod]
    public void Colors_of_gray_images() => AssertColors("grays", channels: 1);

    [TestMethod]
    public void The_filter_undoes_itself()
    {
        using var scope = NewDisposeScope();
        using var resampling = new AffineResampling();
        var images = Pattern.Uniform(1, 2, 3, 9, 1); // one pixel wide, the least there is
        TensorAssert.AreClose(images, resampling.Apply(images, [Matrix3x2.Identity, Matrix3x2.Identity]), 1e-5);
    }

    [TestMethod]
    public void Images_go_on_as_their_reflections_without_end()
    {
        using var scope = NewDisposeScope();
        using var resampling = new AffineResampling();
        var images = Pattern.Uniform(1, 1, 1, 6, 6);
        var moved = resampling.Apply(images, [Matrix3x2.CreateTranslation(10 * 7, -10 * 3)]); // a period is 10 pixels
        TensorAssert.AreClose(images, moved, 1e-4);
    }

    private static void AssertColors(string name, int channels)
    {
        using var scope = NewDisposeScope();
        AssertMatches(
            name,
            Pattern.Uniform(60, _colors.Length, channels, 5, 4),
            images => ColorMatrices.Apply(images, [.. _colors.Select(draw => draw.Matrix())]));
    }

    private static void AssertMatches(string name, Tensor images, Func<Tensor, Tensor> operation)
    {
        var expected = PyTorchFixture.Load("augmentation");
        images = images.requires_grad_();
        var result = operation(images);
        TensorAssert.AreClose(expected[name], result, Tolerance, name);
        var gradient = autograd.grad([(result * Pattern.Uniform(61, result.shape)).sum()], [images])[0];
        TensorAssert.AreClose(expected[name + ".gradient"], gradient, Tolerance, $"The gradient of {name}");
    }
}
