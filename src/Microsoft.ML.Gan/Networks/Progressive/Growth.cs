using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>The growth stage of a progressive network, saved with its state, and the corresponding resizing of images.</summary>
internal sealed class Growth : nn.Module
{
    private readonly Tensor progress = zeros(1, ScalarType.Int64); // images shown; an integer, which the EMA copies
    private readonly ProgressiveArchitecture _options;
    private readonly int _side;

    /// <param name="options">The architecture.</param>
    /// <param name="side">Pixels a side of images at their full size.</param>
    public Growth(ProgressiveArchitecture options, int side)
        : base(nameof(Growth))
    {
        (_options, _side) = (options, side);
        LastLevel = ProgressiveArchitecture.LastLevel(side);
        RegisterComponents();
    }

    public int LastLevel { get; }

    public GrowthStage Stage => GrowthStage.At(progress.item<long>(), _options, LastLevel);

    /// <inheritdoc cref="IGrowingNetwork.PhaseAt"/>
    public int PhaseAt(long images) => GrowthStage.At(images, _options, LastLevel).Phase;

    public void Grow(double images)
    {
        using var noGradient = no_grad();
        progress.fill_((long)images);
    }

    /// <inheritdoc cref="IGrowingNetwork.Downsample"/>
    public Tensor Downsample(Tensor images)
    {
        var stage = Stage;
        var reduced = Shrink(images, stage.Level);
        return Enlarge(stage.IsFading ? Mix(Double(Halve(reduced)), reduced, stage.Fade) : reduced);
    }

    /// <summary>From the full size to that of a level.</summary>
    public Tensor Shrink(Tensor images, int level) => Pool(images, _side / GrowthStage.Side(level));

    /// <summary>To the full size.</summary>
    public Tensor Enlarge(Tensor images) =>
        images.shape[2] == _side ? images : nn.functional.interpolate(images, size: [_side, _side], mode: InterpolationMode.Nearest);

    public static Tensor Halve(Tensor images) => Pool(images, 2);

    public static Tensor Double(Tensor images) => nn.functional.interpolate(images, scale_factor: [2, 2], mode: InterpolationMode.Nearest);

    /// <param name="before">The result at a fade of 0.</param>
    /// <param name="after">The result at a fade of 1.</param>
    /// <param name="fade">The weight of <paramref name="after"/>.</param>
    public static Tensor Mix(Tensor before, Tensor after, double fade) => (before * (1 - fade)) + (after * fade);

    private static Tensor Pool(Tensor images, int factor) => factor == 1 ? images : nn.functional.avg_pool2d(images, factor);
}
