namespace Microsoft.ML.Gan;

/// <summary>How training stands; reported about every 50 steps or two seconds, and after the last step.</summary>
public sealed record GanProgress
{
    /// <summary>Steps done: a step is one update of the generator.</summary>
    public long Step { get; init; }

    /// <summary>Steps in all.</summary>
    public long TotalSteps { get; init; }

    /// <summary>Real images shown to the discriminator so far.</summary>
    public long Images { get; init; }

    /// <summary>Time since training began.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The speed since the last report.</summary>
    public double ImagesPerSecond { get; init; }

    /// <summary>The mean of the discriminator's loss since the last report.</summary>
    public double DiscriminatorLoss { get; init; }

    /// <summary>The mean of the generator's loss since the last report.</summary>
    public double GeneratorLoss { get; init; }

    /// <summary>The time that the remaining steps will take at the mean speed so far.</summary>
    public TimeSpan Remaining => Step == 0 ? TimeSpan.Zero : Elapsed * ((double)(TotalSteps - Step) / Step);
}
