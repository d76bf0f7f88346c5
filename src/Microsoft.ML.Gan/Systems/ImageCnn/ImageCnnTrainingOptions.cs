namespace Microsoft.ML.Gan;

/// <summary>How a classifier is trained. A group of <see cref="ImageCnnTrainer.Options"/>.</summary>
public sealed class ImageCnnTrainingOptions
{
    private static readonly ClassifierOptions _defaults = new();

    /// <summary>The number of epochs; <see cref="MinSteps"/> may require more.</summary>
    /// <value>Default: 4.5.</value>
    public double Epochs { get; set; } = _defaults.Epochs;

    /// <summary>The minimum number of updates, so that small datasets are trained for more epochs.</summary>
    /// <value>Default: 400.</value>
    public int MinSteps { get; set; } = _defaults.MinSteps;

    /// <summary>Images in one update.</summary>
    /// <value>Default: 128; at least 2.</value>
    public int BatchSize { get; set; } = _defaults.BatchSize;

    /// <summary>The highest learning rate of the cycle.</summary>
    /// <value>Default: 0.006.</value>
    public double LearningRate { get; set; } = _defaults.LearningRate;

    /// <summary>The weight decay of AdamW, relative to the learning rate.</summary>
    /// <value>Default: 0.01.</value>
    public double WeightDecay { get; set; } = _defaults.WeightDecay;

    /// <summary>The label smoothing: the probability that is spread over all classes, in [0, 1).</summary>
    /// <value>Default: 0.05.</value>
    public double LabelSmoothing { get; set; } = _defaults.LabelSmoothing;

    /// <summary>How images of a batch and their classes are mixed; null for no mixing.</summary>
    /// <value>Default: null.</value>
    public BatchMixing? Mixing { get; set; }

    /// <summary>
    /// The maximum number of rollbacks: a training whose loss, gradient or weights are not finite returns to its last good state and continues at
    /// half the learning rate. After that, or at once if it is 0, Fit throws <see cref="GanDivergedException"/>.
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

    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
    internal void Validate(string group)
    {
        Of(seed: 0).Validate(group);
        Mixing?.Validate($"{group}.{nameof(Mixing)}");
        Check.NotNegative(MaxRollbacks, $"{group}.{nameof(MaxRollbacks)}");
    }
}
