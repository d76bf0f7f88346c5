namespace Microsoft.ML.Gan;

/// <summary>The evaluation of the generator during training. A group of <see cref="GanEstimator.Options"/>.</summary>
public sealed class GanTrainingEvaluationOptions
{
    /// <summary>
    /// The metrics that are computed during training, from <see cref="GanMetric"/> or your own. They compare images generated from fixed latents with
    /// the training images before augmentation, and are logged and reported in <see cref="GanProgress.Metrics"/>. Checkpoints are compared by the
    /// first metric. Features come from <see cref="Features"/>. A metric that cannot be computed on the data is refused before training. One that
    /// fails during training is logged as a warning and listed in <see cref="GanMetrics.Missing"/>; the training goes on.
    /// </summary>
    /// <value>Default: none.</value>
    public IList<IGanMetric> Metrics { get; set; } = [];

    /// <summary>Thousands of images between two evaluations; there is also one after the last step.</summary>
    /// <value>Default: 50.</value>
    public double EveryKimg { get; set; } = 50;

    /// <summary>The number of images generated for an evaluation.</summary>
    /// <value>Default: 10,000.</value>
    public int Images { get; set; } = 10_000;

    /// <summary>
    /// The feature extractor for <see cref="Metrics"/>; null for the default, as in <see cref="GanEvaluationOptions.Features"/>.
    /// ResNet-18 takes about 15 ms per image on two CPU cores, so minutes for <see cref="Images"/>; a classifier takes seconds.
    /// </summary>
    /// <value>Default: null.</value>
    public GanFeatures? Features { get; set; }

    /// <summary>
    /// The folder where classifiers and features of the data are cached by content, so that they are computed once. Null for no cache.
    /// </summary>
    /// <value>Default: <see cref="GanEvaluationOptions.DefaultCacheDirectory"/>.</value>
    public string? CacheDirectory { get; set; } = GanEvaluationOptions.DefaultCacheDirectory;

    /// <summary>
    /// Whether the transformer gets the generator of the best evaluation, by the first of <see cref="Metrics"/>, instead of the last generator.
    /// </summary>
    /// <value>Default: false.</value>
    public bool KeepBest { get; set; }

    internal GanTrainingEvaluationOptions Copy()
    {
        var copy = (GanTrainingEvaluationOptions)MemberwiseClone();
        copy.Metrics = [.. Metrics];
        return copy;
    }

    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
    internal void Validate(string group)
    {
        MetricRun.ValidateForTraining(Metrics, $"{group}.{nameof(Metrics)}");
        Check.Positive(EveryKimg, $"{group}.{nameof(EveryKimg)}");
        Check.That(Images >= 2, $"{group}.{nameof(Images)}", $"must be at least 2, but is {Images}");
        Check.That(CacheDirectory is null || CacheDirectory.Trim() != "", $"{group}.{nameof(CacheDirectory)}", "must name a folder or be null");
        Check.That(!KeepBest || Metrics.Count > 0, $"{group}.{nameof(KeepBest)}", $"needs a metric to compare by: add one to {nameof(Metrics)}");
    }
}
