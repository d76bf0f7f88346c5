using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Gan;

/// <summary>
/// Augmentation of the discriminator's input, real and generated, so that it cannot memorize a small set of images. It runs on the device and is
/// differentiable, so that the generator does not learn to generate augmented images. (Augmentation of the data on the host is <see
/// cref="ImageAugmentation"/>.)
/// </summary>
public abstract record DiscriminatorAugmentation
{
    private protected DiscriminatorAugmentation()
    {
    }

    /// <summary>The name under which a training's checkpoints store it.</summary>
    public abstract string Name { get; }

    /// <summary>A fixed set of operations of random strength (DiffAugment; Zhao et al., 2020).</summary>
    /// <param name="policy">The operations.</param>
    public static DiscriminatorAugmentation DiffAugment(
        DiffAugmentPolicy policy = DiffAugmentPolicy.Color | DiffAugmentPolicy.Translation | DiffAugmentPolicy.Cutout) =>
        new DiffAugmentation(policy);

    /// <summary>
    /// Flips, rotations, translations, scaling and colour changes, each with a probability that adapts to the discriminator's overfitting (ADA;
    /// Karras et al., 2020: "Training generative adversarial networks with limited data", pipeline "bgc"): the probability rises as long as the mean
    /// sign of the real images' logits is above the target. This requires that the sign of a logit separates real from generated; with a loss whose
    /// threshold is not 0 (least squares, Wasserstein, relativistic) use another target or <see cref="Fixed"/>.
    /// </summary>
    /// <param name="target">The target of the mean sign, in (-1, 1).</param>
    /// <param name="every">The number of batches between two changes of the probability.</param>
    /// <param name="kimg">The thousands of images over which the probability can rise from 0 to 1.</param>
    public static DiscriminatorAugmentation Adaptive(double target = 0.6, int every = 4, double kimg = 500) =>
        new AdaptiveAugmentation(target, every, kimg);

    /// <summary>The operations of <see cref="Adaptive"/>, each with a constant probability.</summary>
    /// <param name="probability">The probability of each operation for each image.</param>
    public static DiscriminatorAugmentation Fixed(double probability) => new FixedAugmentation(probability);

    /// <summary>Creates the augmentation of one training.</summary>
    internal abstract IDiscriminatorAugmentation Start();

    /// <exception cref="ArgumentOutOfRangeException">A value is invalid; the message names it.</exception>
    internal abstract void Validate();

    internal JsonNode ToJson() => JsonSerializer.SerializeToNode(this, GetType())!;

    /// <summary>The full name of an option, for messages.</summary>
    private protected static string Option(string value) => $"{nameof(GanEstimator.Options.Augmentation)}.{value}";
}
