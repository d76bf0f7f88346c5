namespace Microsoft.ML.Gan;

/// <summary>How a small image classifier is trained. The defaults suit small images, from a few hundred of them up.</summary>
public sealed record ClassifierOptions
{
    /// <summary>The number of epochs; <see cref="MinSteps"/> may require more.</summary>
    /// <value>Default: 4.5.</value>
    public double Epochs { get; init; } = 4.5;

    /// <summary>The minimum number of updates, so that small datasets are trained for more epochs.</summary>
    /// <value>Default: 400.</value>
    public int MinSteps { get; init; } = 400;

    /// <summary>Images in one update.</summary>
    /// <value>Default: 128; at least 2.</value>
    public int BatchSize { get; init; } = 128;

    /// <summary>The highest learning rate of the cycle.</summary>
    /// <value>Default: 0.006.</value>
    public double LearningRate { get; init; } = 0.006;

    /// <summary>The weight decay of AdamW, relative to the learning rate.</summary>
    /// <value>Default: 0.01.</value>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>The label smoothing: the probability that is spread over all classes, in [0, 1).</summary>
    /// <value>Default: 0.05.</value>
    public double LabelSmoothing { get; init; } = 0.05;

    /// <summary>The maximum shift of an image, as a fraction of its height and width.</summary>
    /// <value>Default: 0.025; 0 to 1.</value>
    public double Shift { get; init; } = 0.025;

    /// <summary>The probability of a horizontal flip; ½ if left and right do not matter.</summary>
    /// <value>Default: 0; 0 to 1.</value>
    public double FlipProbability { get; init; }

    /// <summary>The random seed of the initial weights, the order of the images and their augmentation.</summary>
    public long Seed { get; init; }

    /// <summary>The number of updates for a number of images.</summary>
    internal int Steps(int images) => (int)Math.Max(MinSteps, Math.Min(int.MaxValue, Math.Ceiling(Epochs * images / BatchSize)));

    /// <param name="group">The name of this group of options, for messages; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is invalid.</exception>
    internal void Validate(string? group = null)
    {
        Check.NotNegative(Epochs, Name(nameof(Epochs)));
        Check.That(MinSteps >= 1, Name(nameof(MinSteps)), $"must be at least 1, but is {MinSteps}");
        Check.That(BatchSize >= 2, Name(nameof(BatchSize)), $"must be at least 2, but is {BatchSize}");
        Check.Positive(LearningRate, Name(nameof(LearningRate)));
        Check.NotNegative(WeightDecay, Name(nameof(WeightDecay)));
        Check.That(LabelSmoothing is >= 0 and < 1, Name(nameof(LabelSmoothing)), $"must be in [0, 1), but is {LabelSmoothing}");
        Check.That(Shift is >= 0 and <= 1, Name(nameof(Shift)), $"must be in [0, 1], but is {Shift}");
        Check.That(FlipProbability is >= 0 and <= 1, Name(nameof(FlipProbability)), $"must be in [0, 1], but is {FlipProbability}");

        string Name(string option) => group is null ? option : $"{group}.{option}";
    }
}
