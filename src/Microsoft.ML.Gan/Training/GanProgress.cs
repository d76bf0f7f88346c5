using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>The progress of a training, reported about every 50 steps or two seconds, and after the last step.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record GanProgress
{
    /// <summary>The number of steps done; a step is one update of the generator.</summary>
    public long Step { get; init; }

    /// <summary>The total number of steps.</summary>
    public long TotalSteps { get; init; }

    /// <summary>The number of steps done before this run; above 0 if it was resumed.</summary>
    public long FirstStep { get; init; }

    /// <summary>The number of real images shown to the discriminator so far.</summary>
    public long Images { get; init; }

    /// <summary>The time since this run started.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The speed since the last report.</summary>
    public double ImagesPerSecond { get; init; }

    /// <summary>The name of the stage: one training may have several, for example pre-training and adversarial training.</summary>
    public string Stage { get; init; } = "";

    /// <summary>
    /// The means of all scalars since the last report, by name: <c>discriminator.loss</c>, <c>generator.loss.gradientNorm</c>,
    /// <c>discriminator.penalty16</c> (a lazy regularizer's), and others that depend on the kind of GAN.
    /// </summary>
    public IReadOnlyDictionary<string, double> Scalars { get; init; } = new Dictionary<string, double>();

    /// <summary>The mean of the discriminator's loss since the last report; NaN if there is none.</summary>
    [JsonIgnore]
    public double DiscriminatorLoss => Scalars.GetValueOrDefault("discriminator.loss", double.NaN);

    /// <summary>The mean of the generator's loss since the last report; NaN if there is none.</summary>
    [JsonIgnore]
    public double GeneratorLoss => Scalars.GetValueOrDefault("generator.loss", double.NaN);

    /// <summary>The mean norm of the gradient of the discriminator's loss since the last report; NaN if there is none.</summary>
    [JsonIgnore]
    public double DiscriminatorGradientNorm => Scalars.GetValueOrDefault("discriminator.loss.gradientNorm", double.NaN);

    /// <summary>The mean norm of the gradient of the generator's loss since the last report; NaN if there is none.</summary>
    [JsonIgnore]
    public double GeneratorGradientNorm => Scalars.GetValueOrDefault("generator.loss.gradientNorm", double.NaN);

    /// <summary>
    /// The share of images, real and generated, that the discriminator classified correctly since the last report, in [0, 1]: ½ if it cannot tell
    /// them apart. The threshold is the loss's <see cref="IGanLoss.Boundary"/>. Null if the kind of GAN does not report it.
    /// </summary>
    [JsonIgnore]
    public double? DiscriminatorAccuracy => Scalars.TryGetValue("accuracy", out var value) ? value : null;

    /// <summary>
    /// The standard deviation of generated images over a batch relative to that of real ones: near 0 if the generator has collapsed. Null if the kind
    /// of GAN does not report it.
    /// </summary>
    [JsonIgnore]
    public double? Diversity => Scalars.TryGetValue("diversity", out var value) ? value : null;

    /// <summary>
    /// The probability of each operation of the discriminator augmentation, in [0, 1]; null if it has none (see
    /// <see cref="DiscriminatorAugmentation.Adaptive"/>).
    /// </summary>
    public double? AugmentationProbability { get; init; }

    /// <summary>The metrics of the generator at this step; null if it was not evaluated (see <see
    /// cref="GanTrainingEvaluationOptions.Metrics"/>).</summary>
    public GanMetrics? Metrics { get; init; }

    /// <summary>The estimated remaining time, from the mean speed so far.</summary>
    public TimeSpan Remaining => Step <= FirstStep ? TimeSpan.Zero : Elapsed * ((double)(TotalSteps - Step) / (Step - FirstStep));

    /// <summary>
    /// A receiver for <see cref="GanEstimator.Options.Progress"/> that writes a line to the console now and then, after each evaluation, and after the
    /// last step.
    /// </summary>
    /// <param name="every">The shortest time between two lines; null for five seconds.</param>
    public static IProgress<GanProgress> ToConsole(TimeSpan? every = null) => new ConsoleProgress(Console.Out, every ?? TimeSpan.FromSeconds(5), TimeProvider.System);
}
