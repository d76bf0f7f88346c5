namespace Microsoft.ML.Gan.Systems.ImageCnn;

/// <summary>Everything about an image classifier but its weights; saved as JSON (docs/model-format.md).</summary>
internal sealed record ImageCnnDescription
{
    private const int MaxClasses = 1 << 20;

    public required ImageCnnColumns Columns { get; init; }

    public required ImageShape Image { get; init; }

    /// <summary>How pixels lie where the image column is a vector.</summary>
    public PixelLayout InputLayout { get; init; } = PixelLayout.Default;

    public required int ClassCount { get; init; }

    /// <summary>What the classes stand for, in the order of the keys; null when the label did not say.</summary>
    public SavedLabelValues? LabelValues { get; init; }

    public required int Seed { get; init; }

    public int PredictionBatchSize { get; init; } = 64;

    public required ImageCnnTrainingRecord Training { get; init; }

    /// <summary>Checks before saving as after loading: what could not be loaded again is not saved.</summary>
    /// <exception cref="ArgumentException">A value has no meaning; the message names it.</exception>
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
/// <param name="PredictedLabel">The classes that it finds.</param>
/// <param name="Score">Their probabilities.</param>
/// <param name="Label">The classes that it was trained on; null in models that were saved before it was kept.</param>
internal sealed record ImageCnnColumns(string Image, string PredictedLabel, string Score, string? Label = null);

/// <summary>How a classifier came to be; for people.</summary>
internal sealed record ImageCnnTrainingRecord(int Steps, int BatchSize, string Device, double Loss);
