using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Gan;

/// <summary>
/// What is done to images, real and generated alike, before the discriminator sees them, so that it cannot learn a small set
/// of images by heart. It happens on the device and the generator learns through it, so that what is generated does not show
/// it. (What is done to the data once, on the host, is <see cref="ImageAugmentation"/>.)
/// </summary>
public abstract record DiscriminatorAugmentation
{
    private protected DiscriminatorAugmentation()
    {
    }

    /// <summary>The name under which a training remembers it.</summary>
    public abstract string Name { get; }

    /// <summary>Always the same few operations, of random strength (DiffAugment; Zhao et al., 2020).</summary>
    /// <param name="policy">Which.</param>
    public static DiscriminatorAugmentation DiffAugment(
        DiffAugmentPolicy policy = DiffAugmentPolicy.Color | DiffAugmentPolicy.Translation | DiffAugmentPolicy.Cutout) =>
        new DiffAugmentation(policy);

    /// <summary>
    /// Flips, turns, moves, scales and colours, each with a probability that follows how far the discriminator overfits (ADA;
    /// Karras et al., 2020: "Training generative adversarial networks with limited data", pipeline "bgc"): as long as the mean
    /// sign of the real images' logits is above the target, the probability rises. The sign must say which is real, so a
    /// loss whose logits have no zero in the middle (least squares, Wasserstein, relativistic) needs a target of its own, or
    /// <see cref="Fixed"/>.
    /// </summary>
    /// <param name="target">The mean sign to keep, in (-1, 1).</param>
    /// <param name="every">The probability is changed after so many batches.</param>
    /// <param name="kimg">So many thousand images take the probability from 0 to 1.</param>
    public static DiscriminatorAugmentation Adaptive(double target = 0.6, int every = 4, double kimg = 500) =>
        new AdaptiveAugmentation(target, every, kimg);

    /// <summary>The operations of <see cref="Adaptive"/>, each with a probability that stays.</summary>
    /// <param name="probability">The probability of each operation for each image.</param>
    public static DiscriminatorAugmentation Fixed(double probability) => new FixedAugmentation(probability);

    /// <summary>Begins what one training does with it.</summary>
    internal abstract IDiscriminatorAugmentation Start();

    /// <exception cref="ArgumentOutOfRangeException">A value is invalid; the message names it.</exception>
    internal abstract void Validate();

    internal JsonNode ToJson() => JsonSerializer.SerializeToNode(this, GetType())!;

    /// <summary>The name of one of the values, as it is set in the options.</summary>
    private protected static string Option(string value) => $"{nameof(GanEstimator.Options.Augmentation)}.{value}";
}
