using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Pulls the logits of an image and of its flipped and shifted copy together: λ·(D(x) − D(T(x)))² on real images
/// (CR-GAN; Zhang et al., 2020), and with another weight on generated ones (balanced; Zhao et al., 2021).
/// </summary>
/// <param name="Weight">λ for real images.</param>
/// <param name="FakeWeight">λ for generated images; 0 for CR-GAN, 10 for bCR-GAN.</param>
/// <param name="MaxShift">The maximum shift in pixels, in all directions; the border is repeated.</param>
/// <param name="Flip">Whether images are mirrored with probability ½.</param>
public sealed record ConsistencyPenalty(double Weight = 10, double FakeWeight = 0, int MaxShift = 4, bool Flip = true) : IGanRegularizer
{
    internal const string RegisteredName = "consistency";

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>λ for real images.</summary>
    public double Weight { get; init => field = Check.NotNegative(value, nameof(Weight)); } = Check.NotNegative(Weight);

    /// <summary>λ for generated images.</summary>
    public double FakeWeight { get; init => field = Check.NotNegative(value, nameof(FakeWeight)); } = Check.NotNegative(FakeWeight);

    /// <summary>The maximum shift in pixels.</summary>
    public int MaxShift { get; init => field = (int)Check.NotNegative(value, nameof(MaxShift)); } = (int)Check.NotNegative(MaxShift);

    /// <inheritdoc/>
    public Tensor? DiscriminatorTerm(DiscriminatorStep step)
    {
        var real = Weight > 0 ? Weight * Difference(step.Real, step.RealLogits, step) : null;
        var fake = FakeWeight > 0 ? FakeWeight * Difference(step.Fake, step.FakeLogits, step) : null;
        return real is null || fake is null ? real ?? fake : real + fake;
    }

    private Tensor Difference(Tensor images, Tensor logits, DiscriminatorStep step) =>
        (logits - step.Discriminator(Move(images, step.Random))).square().mean();

    /// <summary>Each image has its own draw; one gather does all of it.</summary>
    private Tensor Move(Tensor images, Generator random)
    {
        var (count, height, width) = (images.shape[0], images.shape[2], images.shape[3]);
        var drawn = rand([3, count, 1], generator: random).to(images.device);
        var rows = Moved(height, drawn[0]);
        var columns = Moved(width, drawn[1]);
        if (Flip)
            columns = where(drawn[2].lt(0.5), width - 1 - columns, columns);
        var source = ((rows.unsqueeze(2) * width) + columns.unsqueeze(1)).view(count, 1, height * width);
        return images.flatten(2).gather(2, source.expand(-1, images.shape[1], -1)).view(images.shape);
    }

    /// <summary>The source of each of <paramref name="size"/> rows or columns, N×size, clamped to the image.</summary>
    private Tensor Moved(long size, Tensor drawn)
    {
        var by = (drawn * ((2 * MaxShift) + 1)).floor().to(ScalarType.Int64) - MaxShift;
        return (arange(size, dtype: ScalarType.Int64, device: drawn.device) + by).clamp(0, size - 1);
    }
}
