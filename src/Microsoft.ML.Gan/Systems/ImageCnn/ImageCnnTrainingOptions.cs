namespace Microsoft.ML.Gan;

/// <summary>How a classifier is trained. A group of <see cref="ImageCnnTrainer.Options"/>.</summary>
public sealed class ImageCnnTrainingOptions
{
    private static readonly ClassifierOptions _defaults = new();

    /// <summary>How often every image is seen, unless <see cref="MinSteps"/> asks for more.</summary>
    /// <value>Default: 4.5.</value>
    public double Epochs { get; set; } = _defaults.Epochs;

    /// <summary>The fewest updates of the weights: so few images are seen more often.</summary>
    /// <value>Default: 400.</value>
    public int MinSteps { get; set; } = _defaults.MinSteps;

    /// <summary>Images in one update.</summary>
    /// <value>Default: 128; at least 2.</value>
    public int BatchSize { get; set; } = _defaults.BatchSize;

    /// <summary>The highest learning rate of the cycle.</summary>
    /// <value>Default: 0.006.</value>
    public double LearningRate { get; set; } = _defaults.LearningRate;

    /// <summary>How fast weights shrink, as a share of the learning rate (AdamW).</summary>
    /// <value>Default: 0.01.</value>
    public double WeightDecay { get; set; } = _defaults.WeightDecay;

    /// <summary>The probability that is spread over all classes instead of the right one, in [0, 1).</summary>
    /// <value>Default: 0.05.</value>
    public double LabelSmoothing { get; set; } = _defaults.LabelSmoothing;

    /// <summary>How the images of a batch are mixed with one another, and their classes with them; null for not.</summary>
    /// <value>Default: null.</value>
    public BatchMixing? Mixing { get; set; }

    /// <summary>
    /// How often a training whose loss, gradient or weights are no longer finite goes back to its last good state, each time at
    /// half the learning rate. Beyond that, and at once if it is 0, Fit throws <see cref="GanDivergedException"/>.
    /// </summary>
    /// <value>Default: 3.</value>
    public int MaxRollbacks { get; set; } = 3;

    internal ImageCnnTrainingOptions Copy() => (ImageCnnTrainingOptions)MemberwiseClone();

    /// <summary>The options of the optimization.</summary>
    internal ClassifierOptions Of(int seed) => new()
    {
        Epochs = Epochs,
        MinSteps = MinSteps,
        BatchSize = BatchSize,
        LearningRate = LearningRate,
        WeightDecay = WeightDecay,
        LabelSmoothing = LabelSmoothing,
        Seed = seed,
    };

    /// <exception cref="ArgumentOutOfRangeException">An option has no meaning; the message names it.</exception>
    internal void Validate(string group)
    {
        Of(seed: 0).Validate(group);
        Mixing?.Validate($"{group}.{nameof(Mixing)}");
        Check.NotNegative(MaxRollbacks, $"{group}.{nameof(MaxRollbacks)}");
    }
}
