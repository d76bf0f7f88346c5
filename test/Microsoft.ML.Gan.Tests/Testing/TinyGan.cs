namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>A GAN that is trained in milliseconds: what it has learned is of no interest, only what becomes of it.</summary>
internal static class TinyGan
{
    public const int LatentSize = 8;
    public const int BatchSize = 16;

    /// <summary>Four steps of a small network on the images and classes of <see cref="Squares"/>.</summary>
    public static GanEstimator.Options Options(Action<GanEstimator.Options>? change = null)
    {
        var options = new GanEstimator.Options
        {
            LabelColumnName = nameof(Square.Label),
            Architecture = new MlpArchitecture { LatentSize = LatentSize, HiddenSizes = [32], Dropout = 0.1 },
            Training = { BatchSize = BatchSize, Kimg = KimgOf(4) },
            Seed = 1,
            Device = "cpu",
        };
        change?.Invoke(options);
        return options;
    }

    /// <summary>How much to train for so many steps.</summary>
    public static double KimgOf(int steps) => steps * BatchSize / 1000.0;

    public static GanEstimator Estimator(MLContext ml, Action<GanEstimator.Options>? change = null) => ml.Transforms.Gan(Options(change));

    public static GanTransformer Fit(MLContext ml, Action<GanEstimator.Options>? change = null) => Estimator(ml, change).Fit(Squares.Load(ml));
}
