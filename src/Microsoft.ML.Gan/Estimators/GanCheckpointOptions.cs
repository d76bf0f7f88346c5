namespace Microsoft.ML.Gan;

/// <summary>Where and how often a training saves its state. A group of <see cref="GanEstimator.Options"/>.</summary>
public sealed class GanCheckpointOptions
{
    /// <summary>
    /// The folder where training saves its state. Fit goes on from the latest checkpoint in it, bit for bit as if it had
    /// never been interrupted (on a CPU with as many threads): in another process or in the same, with a given seed or without.
    /// One folder is for one training; cross-validation has one for each fold, so it must be null there. Null to save nothing,
    /// or, with <see cref="GanEstimator.Options.RunDirectory"/>, for its folder <c>checkpoints</c>.
    /// </summary>
    /// <remarks>
    /// Ctrl+C ends a .NET program at once, and nothing is saved but the last checkpoint. To save on it, cancel
    /// <see cref="GanEstimator.Options.CancellationToken"/> in <see cref="Console.CancelKeyPress"/>: a Fit that is cancelled has saved.
    /// </remarks>
    /// <value>Default: null.</value>
    public string? Directory { get; set; }

    /// <summary>Thousands of images between two checkpoints; null to go by <see cref="Interval"/> alone.</summary>
    /// <value>Default: null.</value>
    public double? EveryKimg { get; set; }

    /// <summary>The longest time between two checkpoints; the first comes after 30 seconds at the latest.</summary>
    /// <value>Default: 10 minutes.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How many of the latest checkpoints are kept, beside the best by the first of <see cref="GanTrainingEvaluationOptions.Metrics"/> or by
    /// <see cref="Score"/>.
    /// </summary>
    /// <value>Default: 3.</value>
    public int Kept { get; set; } = 3;

    /// <summary>
    /// Scores the generator at a checkpoint from pictures of the same latents; lower is better. The best checkpoint is kept. Null to
    /// compare by the first of <see cref="GanTrainingEvaluationOptions.Metrics"/>, of which each evaluation then makes a checkpoint, or,
    /// without any, to keep the latest only.
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
