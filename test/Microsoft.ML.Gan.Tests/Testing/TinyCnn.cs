namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>A classifier that is trained in moments.</summary>
internal static class TinyCnn
{
    /// <summary>Enough steps to learn <see cref="LabeledSquares"/> or <see cref="Squares"/> by.</summary>
    public static ImageCnnTrainer.Options Options(Action<ImageCnnTrainer.Options>? change = null)
    {
        var options = new ImageCnnTrainer.Options
        {
            Training = { Epochs = 0, MinSteps = 60, BatchSize = 32, LearningRate = 0.004 },
            Seed = 3,
            Device = "cpu",
        };
        change?.Invoke(options);
        return options;
    }

    public static ImageCnnTrainer Trainer(MLContext ml, Action<ImageCnnTrainer.Options>? change = null) =>
        ml.MulticlassClassification.Trainers.ImageCnn(Options(change));

    /// <summary>A classifier of <see cref="LabeledSquares"/>.</summary>
    public static ImageCnnTransformer Fit(MLContext ml, Action<ImageCnnTrainer.Options>? change = null, int count = 120, ulong seed = 1) =>
        Trainer(ml, change).Fit(ml.Data.LoadFromEnumerable(NoisySquare.Rows(count, seed)));
}
