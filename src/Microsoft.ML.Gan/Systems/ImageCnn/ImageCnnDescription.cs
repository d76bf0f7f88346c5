namespace Microsoft.ML.Gan.Systems.ImageCnn;

/// <summary>The description of an image classifier without its weights; saved as JSON (docs/model-format.md).</summary>
internal sealed record ImageCnnDescription
{
    private const int MaxClasses = 1 << 20;

    public required ImageCnnColumns Columns { get; init; }

    public required ImageShape Image { get; init; }

    /// <summary>The pixel layout, if the image column is a vector.</summary>
    public PixelLayout InputLayout { get; init; } = PixelLayout.Default;

    public required int ClassCount { get; init; }

    /// <summary>The class values in key order; null if the label column had none.</summary>
    public SavedLabelValues? LabelValues { get; init; }

    public required int Seed { get; init; }

    public int PredictionBatchSize { get; init; } = 64;

    public required ImageCnnTrainingRecord Training { get; init; }

    /// <summary>Validates before saving and after loading, so that every saved model can be loaded.</summary>
    /// <exception cref="ArgumentException">A value is invalid; the message names it.</exception>
    public void Validate()
    {
        Check.That(Columns is { Image.Length: > 0, PredictedLabel.Length: > 0, Score.Length: > 0 }, "columns", "must all have names");
        Check.That(Columns.PredictedLabel != Columns.Score, "columns", "must have two names for two outputs");
        ImageClassifier.Validate(Image, ClassCount);
        Check.That(ClassCount <= MaxClasses, nameof(ClassCount), $"must be at most {MaxClasses}, but is {ClassCount}");
        Check.That(InputLayout is not null, nameof(InputLayout), "is missing");
        InputLayout!.Validate();
        if (LabelValues is not null)
        {
            var count = ImageCnn.LabelValues.Load(LabelValues).Count;
            Check.That(count == ClassCount, nameof(LabelValues), $"must be as many as classes, {ClassCount}, but are {count}");
        }

        Check.That(
            PredictionBatchSize > 0 && (long)PredictionBatchSize * Math.Max(Image.Length, ClassCount) <= int.MaxValue,
            nameof(PredictionBatchSize),
            $"is {PredictionBatchSize}: batches of {Image} images and {ClassCount} scores fit no memory");
        Check.That(Training is not null, "training", "is missing");
    }
}

/// <summary>The columns that a classifier reads and writes.</summary>
/// <param name="Image">The images.</param>
/// <param name="PredictedLabel">The predicted classes.</param>
/// <param name="Score">Their probabilities.</param>
/// <param name="Label">The classes that it was trained on; null in older files.</param>
internal sealed record ImageCnnColumns(string Image, string PredictedLabel, string Score, string? Label = null);

/// <summary>Information about the training of a classifier.</summary>
internal sealed record ImageCnnTrainingRecord(int Steps, int BatchSize, string Device, double Loss);
