using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// InceptionV3 (Szegedy et al., 2016) without its auxiliary classifier, trained and for inference only: N×3×299×299 in [-1, 1] →
/// features N×2048, from which <see cref="Logits"/> computes class logits.
/// </summary>
/// <remarks>
/// Names and shapes of the weights are those of torchvision's <c>inception_v3</c>, which the published FID weights
/// (<c>pt_inception-2015-12-05</c>) have too. It draws no initial weights, so the random numbers of a training in the same process do not change.
/// </remarks>
internal sealed class InceptionV3 : nn.Module<Tensor, Tensor>
{
    public const int Side = 299;
    public const int FeatureSize = 2048;

    private const double Epsilon = 0.001;

    private readonly Sequential main;
    private readonly Tensor weight;
    private readonly Tensor bias;
    private readonly WeightSource _weights;
    private readonly InceptionPooling _pooling;
    private readonly Device _device;

    /// <param name="weights">The source of the weights; each tensor is read once.</param>
    /// <param name="classes">1008 for the FID weights, 1000 for torchvision's.</param>
    /// <param name="pooling">How its blocks pool.</param>
    /// <param name="device">The device.</param>
    public InceptionV3(WeightSource weights, long classes, InceptionPooling pooling, Device device)
        : base(nameof(InceptionV3))
    {
        (_weights, _pooling, _device) = (weights, pooling, device);
        using var noGradient = no_grad();
        main = nn.Sequential(
            Reduce("Conv2d_1a_3x3", 3, 32),
            Convolve("Conv2d_2a_3x3", 32, 32, (3, 3), padding: (0, 0)),
            Convolve("Conv2d_2b_3x3", 32, 64, (3, 3)),
            nn.MaxPool2d(3, stride: 2),
            Convolve("Conv2d_3b_1x1", 64, 80, (1, 1)),
            Convolve("Conv2d_4a_3x3", 80, 192, (3, 3), padding: (0, 0)),
            nn.MaxPool2d(3, stride: 2),
            BlockA("Mixed_5b", 192, 32),
            BlockA("Mixed_5c", 256, 64),
            BlockA("Mixed_5d", 288, 64),
            BlockB("Mixed_6a", 288),
            BlockC("Mixed_6b", 768, 128),
            BlockC("Mixed_6c", 768, 160),
            BlockC("Mixed_6d", 768, 160),
            BlockC("Mixed_6e", 768, 192),
            BlockD("Mixed_7a", 768),
            BlockE("Mixed_7b", 1280, AveragePool()),
            BlockE("Mixed_7c", 2048, pooling == InceptionPooling.Fid ? nn.MaxPool2d(3, stride: 1, padding: 1) : AveragePool()));
        weight = Own("fc.weight", classes, FeatureSize);
        bias = Own("fc.bias", classes);
        RegisterComponents();
        eval();
    }

    /// <returns>Features N×2048: the averages of the last block's channels.</returns>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return main.call(ChannelsLast.Of(images)).mean([2, 3]).MoveToOuterDisposeScope();
    }

    /// <param name="features">N×2048.</param>
    /// <param name="withBias">Whether to add the last layer's bias. The inception score is defined without it.</param>
    /// <returns>Logits N×K.</returns>
    public Tensor Logits(Tensor features, bool withBias)
    {
        using var noGradient = no_grad();
        return nn.functional.linear(features, weight, withBias ? bias : null);
    }

    /// <summary>35×35: 1×1, 5×5, two 3×3, and pooling.</summary>
    private Branches BlockA(string name, long inputs, long pooled) => new(
        Convolve($"{name}.branch1x1", inputs, 64, (1, 1)),
        nn.Sequential(
            Convolve($"{name}.branch5x5_1", inputs, 48, (1, 1)),
            Convolve($"{name}.branch5x5_2", 48, 64, (5, 5))),
        nn.Sequential(
            Convolve($"{name}.branch3x3dbl_1", inputs, 64, (1, 1)),
            Convolve($"{name}.branch3x3dbl_2", 64, 96, (3, 3)),
            Convolve($"{name}.branch3x3dbl_3", 96, 96, (3, 3))),
        nn.Sequential(AveragePool(), Convolve($"{name}.branch_pool", inputs, pooled, (1, 1))));

    /// <summary>35×35 to 17×17.</summary>
    private Branches BlockB(string name, long inputs) => new(
        Reduce($"{name}.branch3x3", inputs, 384),
        nn.Sequential(
            Convolve($"{name}.branch3x3dbl_1", inputs, 64, (1, 1)),
            Convolve($"{name}.branch3x3dbl_2", 64, 96, (3, 3)),
            Reduce($"{name}.branch3x3dbl_3", 96, 96)),
        nn.MaxPool2d(3, stride: 2));

    /// <summary>17×17: 7×7 as rows and columns, once and twice.</summary>
    private Branches BlockC(string name, long inputs, long inner) => new(
        Convolve($"{name}.branch1x1", inputs, 192, (1, 1)),
        nn.Sequential(
            Convolve($"{name}.branch7x7_1", inputs, inner, (1, 1)),
            Convolve($"{name}.branch7x7_2", inner, inner, (1, 7)),
            Convolve($"{name}.branch7x7_3", inner, 192, (7, 1))),
        nn.Sequential(
            Convolve($"{name}.branch7x7dbl_1", inputs, inner, (1, 1)),
            Convolve($"{name}.branch7x7dbl_2", inner, inner, (7, 1)),
            Convolve($"{name}.branch7x7dbl_3", inner, inner, (1, 7)),
            Convolve($"{name}.branch7x7dbl_4", inner, inner, (7, 1)),
            Convolve($"{name}.branch7x7dbl_5", inner, 192, (1, 7))),
        nn.Sequential(AveragePool(), Convolve($"{name}.branch_pool", inputs, 192, (1, 1))));

    /// <summary>17×17 to 8×8.</summary>
    private Branches BlockD(string name, long inputs) => new(
        nn.Sequential(
            Convolve($"{name}.branch3x3_1", inputs, 192, (1, 1)),
            Reduce($"{name}.branch3x3_2", 192, 320)),
        nn.Sequential(
            Convolve($"{name}.branch7x7x3_1", inputs, 192, (1, 1)),
            Convolve($"{name}.branch7x7x3_2", 192, 192, (1, 7)),
            Convolve($"{name}.branch7x7x3_3", 192, 192, (7, 1)),
            Reduce($"{name}.branch7x7x3_4", 192, 192)),
        nn.MaxPool2d(3, stride: 2));

    /// <summary>8×8: rows and columns in parallel.</summary>
    private Branches BlockE(string name, long inputs, nn.Module<Tensor, Tensor> pool) => new(
        Convolve($"{name}.branch1x1", inputs, 320, (1, 1)),
        nn.Sequential(
            Convolve($"{name}.branch3x3_1", inputs, 384, (1, 1)),
            new Branches(
                Convolve($"{name}.branch3x3_2a", 384, 384, (1, 3)),
                Convolve($"{name}.branch3x3_2b", 384, 384, (3, 1)))),
        nn.Sequential(
            Convolve($"{name}.branch3x3dbl_1", inputs, 448, (1, 1)),
            Convolve($"{name}.branch3x3dbl_2", 448, 384, (3, 3)),
            new Branches(
                Convolve($"{name}.branch3x3dbl_3a", 384, 384, (1, 3)),
                Convolve($"{name}.branch3x3dbl_3b", 384, 384, (3, 1)))),
        nn.Sequential(pool, Convolve($"{name}.branch_pool", inputs, 192, (1, 1))));

    private AvgPool2d AveragePool() => nn.AvgPool2d(3, stride: 1, padding: 1, count_include_pad: _pooling == InceptionPooling.Torchvision);

    /// <summary>A 3×3 convolution that halves the sides.</summary>
    private FoldedConvolution Reduce(string name, long inputs, long outputs) =>
        new(_weights, name, inputs, outputs, (3, 3), stride: 2, padding: (0, 0), Epsilon, _device);

    /// <summary>A convolution of stride 1; by default it keeps the sides.</summary>
    private FoldedConvolution Convolve(string name, long inputs, long outputs, (long Height, long Width) kernel, (long Height, long Width)? padding = null) =>
        new(_weights, name, inputs, outputs, kernel, stride: 1, padding ?? (kernel.Height / 2, kernel.Width / 2), Epsilon, _device);

    private Tensor Own(string name, params long[] shape)
    {
        using var scope = NewDisposeScope();
        var values = _weights(name, shape).to(ScalarType.Float32, copy: true).to(_device);
        if (!values.isfinite().all().item<bool>())
            throw new InvalidDataException($"the weights '{name}' are not finite.");
        return values.DetachFromDisposeScope();
    }
}
