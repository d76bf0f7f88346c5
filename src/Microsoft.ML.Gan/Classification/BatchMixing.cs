using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Mixes pairs of images of a batch, and their classes in the same proportion: mixup (Zhang et al., 2018) blends two images, CutMix (Yun et al.,
/// 2019) pastes a window of one into the other. If both are enabled, one is drawn for each batch.
/// </summary>
/// <remarks>It needs whole batches and their classes, so it is an option of the trainer and not a transform of rows.</remarks>
public sealed record BatchMixing
{
    /// <summary>For smaller values torch's Beta draws are wrong, because both of their Gamma draws may be 0.</summary>
    private const double LeastConcentration = 0.01;

    /// <summary>α of the Beta(α, α) distribution of a blend's weight; 0 for no mixup.</summary>
    /// <value>Default: 0; 0.1 to 0.4 in the paper, at least 0.01.</value>
    public double MixUp { get; init; }

    /// <summary>α of the Beta(α, α) distribution of a window's share of the area; 0 for no CutMix.</summary>
    /// <value>Default: 0; 1 in the paper, at least 0.01.</value>
    public double CutMix { get; init; }

    /// <summary>The probability that a batch is mixed.</summary>
    /// <value>Default: 1; 0 to 1.</value>
    public double Probability { get; init; } = 1;

    internal void Validate(string group)
    {
        Check.NotNegative(MixUp, $"{group}.{nameof(MixUp)}");
        Check.NotNegative(CutMix, $"{group}.{nameof(CutMix)}");
        Check.That(MixUp is 0 or >= LeastConcentration, $"{group}.{nameof(MixUp)}", $"must be 0 or at least {LeastConcentration}, but is {MixUp}: images would hardly be mixed at all");
        Check.That(CutMix is 0 or >= LeastConcentration, $"{group}.{nameof(CutMix)}", $"must be 0 or at least {LeastConcentration}, but is {CutMix}: images would hardly be mixed at all");
        Check.That(MixUp > 0 || CutMix > 0, $"{group}.{nameof(MixUp)}", $"or {nameof(CutMix)} must be above 0");
        Check.That(Probability is >= 0 and <= 1, $"{group}.{nameof(Probability)}", $"must be in [0, 1], but is {Probability}");
    }

    /// <summary>Mixes each image with the one before it in the batch, the first with the last, as torchvision does.</summary>
    /// <param name="images">N×C×H×W.</param>
    /// <param name="targets">N×K probabilities.</param>
    /// <param name="seed">The random seed, together with <paramref name="batch"/>.</param>
    /// <param name="batch">The number of the batch.</param>
    internal (Tensor Images, Tensor Targets) Mix(Tensor images, Tensor targets, ulong seed, long batch)
    {
        var random = new CounterRandom(seed, RandomStreams.Mixing, (ulong)batch);
        if (random.NextSingle() >= Probability)
            return (images, targets);
        var isCut = CutMix > 0 && (MixUp == 0 || random.NextSingle() < 0.5f);
        var share = Beta(ref random, isCut ? CutMix : MixUp);
        var others = images.roll(1, 0);
        if (isCut)
        {
            var window = Window((int)images.shape[2], (int)images.shape[3], share, ref random);
            images = images.clone();
            images.narrow(2, window.Top, window.Height).narrow(3, window.Left, window.Width)
                .copy_(others.narrow(2, window.Top, window.Height).narrow(3, window.Left, window.Width));
            share = 1 - ((double)window.Height * window.Width / (images.shape[2] * images.shape[3]));
        }
        else
        {
            images = (images * share) + (others * (1 - share));
        }

        return (images, (targets * share) + (targets.roll(1, 0) * (1 - share)));
    }

    /// <summary>A window of 1 − <paramref name="share"/> of the area around a point anywhere in the image, cut off at its edges.</summary>
    private static (int Top, int Left, int Height, int Width) Window(int height, int width, double share, ref CounterRandom random)
    {
        var half = 0.5 * Math.Sqrt(1 - share);
        var (middleY, middleX) = (random.NextInt32(height), random.NextInt32(width));
        var (top, left) = (Math.Max(0, (int)(middleY - (half * height))), Math.Max(0, (int)(middleX - (half * width))));
        var (bottom, right) = (Math.Min(height, (int)(middleY + (half * height))), Math.Min(width, (int)(middleX + (half * width))));
        return (top, left, Math.Max(0, bottom - top), Math.Max(0, right - left));
    }

    /// <summary>A draw from Beta(α, α), by torch with a separate generator, so that its global one is not changed.</summary>
    private static double Beta(ref CounterRandom random, double alpha)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(((ulong)random.NextUInt32() << 32) | random.NextUInt32(), CPU);
        var concentration = tensor(alpha, ScalarType.Float64);
        return distributions.Beta(concentration, concentration, generator).sample().item<double>();
    }
}
