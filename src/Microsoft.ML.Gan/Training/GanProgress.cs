namespace Microsoft.ML.Gan;

/// <summary>How training stands; reported about every 50 steps or two seconds, and after the last step.</summary>
public sealed record GanProgress
{
    /// <summary>Steps done: a step is one update of the generator.</summary>
    public long Step { get; init; }

    /// <summary>Steps in all.</summary>
    public long TotalSteps { get; init; }

    /// <summary>Steps that were done before this run; above 0 when it was resumed.</summary>
    public long FirstStep { get; init; }

    /// <summary>Real images shown to the discriminator so far.</summary>
    public long Images { get; init; }

    /// <summary>Time since this run began.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The speed since the last report.</summary>
    public double ImagesPerSecond { get; init; }

    /// <summary>The mean of the discriminator's loss since the last report.</summary>
    public double DiscriminatorLoss { get; init; }

    /// <summary>The mean of the generator's loss since the last report.</summary>
    public double GeneratorLoss { get; init; }

    /// <summary>The mean length of the discriminator's gradient since the last report.</summary>
    public double DiscriminatorGradientNorm { get; init; }

    /// <summary>The mean length of the generator's gradient since the last report.</summary>
    public double GeneratorGradientNorm { get; init; }

    /// <summary>
    /// The share of images, real and generated, that the discriminator judged rightly since the last report, in [0, 1]; ½ when
    /// it cannot tell them apart, null when the kind of GAN does not say. It goes by the loss's <see cref="IGanLoss.Boundary"/>.
    /// </summary>
    public double? DiscriminatorAccuracy { get; init; }

    /// <summary>
    /// How much generated images differ from one another, as a share of how much real ones do (standard deviation over a
    /// batch); near 0 when the generator has collapsed, null when the kind of GAN does not say.
    /// </summary>
    public double? Diversity { get; init; }

    /// <summary>
    /// How probable each operation of the augmentation now is, in [0, 1]; null when it does not work that way (see
    /// <see cref="GanAugmentation.Adaptive"/>).
    /// </summary>
    public double? AugmentationProbability { get; init; }

    /// <summary>How good the generator was at this step; null where it was not measured (see <see cref="GanEstimator.Options.Metrics"/>).</summary>
    public GanMetrics? Metrics { get; init; }

    /// <summary>The time that the remaining steps will take at the mean speed so far.</summary>
    public TimeSpan Remaining => Step <= FirstStep ? TimeSpan.Zero : Elapsed * ((double)(TotalSteps - Step) / (Step - FirstStep));
}
