using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>DiffAugment (Zhao et al., 2020: "Differentiable augmentation for data-efficient GAN training"), with the paper's ranges.</summary>
internal sealed record DiffAugmentation(DiffAugmentPolicy Policy) : DiscriminatorAugmentation, IDiscriminatorAugmentation
{
    private const int DrawsPerImage = 7;

    public override string Name => "diff-augment";

    public Tensor Apply(Tensor images, torch.Generator random)
    {
        using var scope = NewDisposeScope();
        var draws = rand([DrawsPerImage, images.shape[0], 1, 1, 1], generator: random).to(images.device).unbind();
        if (Policy.HasFlag(DiffAugmentPolicy.Color))
        {
            images = Brightness(images, draws[0]);
            if (images.shape[1] > 1)
                images = Saturation(images, draws[1]);
            images = Contrast(images, draws[2]);
        }

        if (Policy.HasFlag(DiffAugmentPolicy.Translation))
            images = Translation(images, draws[3], draws[4]);
        if (Policy.HasFlag(DiffAugmentPolicy.Cutout))
            images = Cutout(images, draws[5], draws[6]);
        return images.MoveToOuterDisposeScope();
    }

    /// <summary>Adds up to ±½.</summary>
    /// <param name="images">N×C×H×W.</param>
    /// <param name="draw">N×1×1×1 of [0, 1), as in all operations.</param>
    public static Tensor Brightness(Tensor images, Tensor draw) => images + (draw - 0.5);

    /// <summary>Each pixel's distance from its own gray, times [0, 2).</summary>
    /// <param name="images">N×3×H×W.</param>
    /// <param name="draw">See <see cref="Brightness"/>.</param>
    public static Tensor Saturation(Tensor images, Tensor draw) => Spread(images, images.mean([1], keepdim: true), 2 * draw);

    /// <summary>Each pixel's distance from the image's mean, times [½, 1½).</summary>
    /// <param name="images">N×C×H×W.</param>
    /// <param name="draw">See <see cref="Brightness"/>.</param>
    public static Tensor Contrast(Tensor images, Tensor draw) => Spread(images, images.mean([1, 2, 3], keepdim: true), draw + 0.5);

    /// <summary>Translates by whole pixels, filled with 0.</summary>
    /// <param name="images">N×C×H×W.</param>
    /// <param name="right">See <see cref="Brightness"/>.</param>
    /// <param name="down">See <see cref="Brightness"/>.</param>
    public static Tensor Translation(Tensor images, Tensor right, Tensor down)
    {
        var (height, width) = (images.shape[2], images.shape[3]);
        var rows = Sources(height, down).view(-1, height, 1);
        var columns = Sources(width, right).view(-1, 1, width);
        var places = (rows * (width + 2)) + columns;
        return PickedPixels.At(nn.functional.pad(images, (1, 1, 1, 1)), places.flatten(1)).view(images.shape);
    }

    /// <summary>A window of half the size, which may lie partly outside, becomes 0.</summary>
    /// <param name="images">N×C×H×W.</param>
    /// <param name="x">See <see cref="Brightness"/>.</param>
    /// <param name="y">See <see cref="Brightness"/>.</param>
    public static Tensor Cutout(Tensor images, Tensor x, Tensor y)
    {
        var (height, width) = (images.shape[2], images.shape[3]);
        var rows = IsCut(height, y).view(-1, 1, height, 1);
        var columns = IsCut(width, x).view(-1, 1, 1, width);
        return images * (1 - (rows * columns));
    }

    internal override IDiscriminatorAugmentation Start() => this;

    internal override void Validate()
    {
        const DiffAugmentPolicy All = DiffAugmentPolicy.Color | DiffAugmentPolicy.Translation | DiffAugmentPolicy.Cutout;
        Check.That(Policy != DiffAugmentPolicy.None && (Policy & ~All) == 0, Option(nameof(Policy)), $"must be of the known operations, but is {Policy}");
    }

    private static Tensor Spread(Tensor images, Tensor center, Tensor factor) => ((images - center) * factor) + center;

    /// <summary>For each pixel of a translated row or column, its source index in one with a zero at each end: N×…×size.</summary>
    private static Tensor Sources(long size, Tensor draw)
    {
        var most = (long)((size / 8.0) + 0.5);
        var shift = (draw * ((2 * most) + 1)).floor() - most;
        return (arange(size, device: draw.device) - shift.to(ScalarType.Int64)).clamp(-1, size) + 1;
    }

    /// <summary>1 where a row or column crosses the window, 0 elsewhere: N×…×size.</summary>
    private static Tensor IsCut(long size, Tensor draw)
    {
        var window = (long)((size / 2.0) + 0.5);
        var middle = (draw * (size + 1 - (window % 2))).floor();
        var fromFirst = arange(size, dtype: ScalarType.Float32, device: draw.device) - (middle - (window / 2));
        return fromFirst.ge(0).logical_and(fromFirst.lt(window)).to(ScalarType.Float32);
    }
}
