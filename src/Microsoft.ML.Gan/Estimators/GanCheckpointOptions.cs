namespace Microsoft.ML.Gan;

/// <summary>The checkpoints of a training. A group of <see cref="GanEstimator.Options"/>.</summary>
public sealed class GanCheckpointOptions
{
    /// <summary>
    /// The folder for checkpoints. Fit resumes from the latest checkpoint in it, in the same or another process, with or without a given seed. On a
    /// CPU with the same number of threads the result is the same, bit for bit, as without an interruption. Each training needs its own folder; in
    /// cross-validation, which trains once per fold, it must be null. Null to save nothing,
    /// or, with <see cref="GanEstimator.Options.RunDirectory"/>, for its folder <c>checkpoints</c>.
    /// </summary>
    /// <remarks>
    /// Ctrl+C ends a .NET program at once, without saving a checkpoint. To save one, cancel
    /// <see cref="GanEstimator.Options.CancellationToken"/> in <see cref="Console.CancelKeyPress"/>: a cancelled Fit saves a checkpoint.
    /// </remarks>
    /// <value>Default: null.</value>
    public string? Directory { get; set; }

    /// <summary>Thousands of images between two checkpoints; null to use only <see cref="Interval"/>.</summary>
    /// <value>Default: null.</value>
    public double? EveryKimg { get; set; }

    /// <summary>The longest time between two checkpoints; the first is saved after 30 seconds at the latest.</summary>
    /// <value>Default: 10 minutes.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The number of latest checkpoints that are kept, in addition to the best by the first of <see cref="GanTrainingEvaluationOptions.Metrics"/> or
    /// by <see cref="Score"/>.
    /// </summary>
    /// <value>Default: 3.</value>
    public int Kept { get; set; } = 3;

    /// <summary>
    /// Scores the generator at a checkpoint from images of fixed latents; lower is better. The best checkpoint is kept. Null to compare by the first
    /// of <see cref="GanTrainingEvaluationOptions.Metrics"/>, so that each evaluation saves a checkpoint, or, without metrics, to keep only the
    /// latest.
    /// </summary>
    /// <value>Default: null.</value>
    public Func<GanSnapshot, double>? Score { get; set; }

    internal GanCheckpointOptions Copy() => (GanCheckpointOptions)MemberwiseClone();

    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
    internal void Validate(string group)
    {
        Check.That(Directory is null || Directory.Trim() != "", $"{group}.{nameof(Directory)}", "must name a folder or be null");
        Check.Positive(EveryKimg ?? 1, $"{group}.{nameof(EveryKimg)}");
        Check.That(Interval > TimeSpan.Zero, $"{group}.{nameof(Interval)}", $"must be positive, but is {Interval}");
        Check.Positive(Kept, $"{group}.{nameof(Kept)}");
    }
}
