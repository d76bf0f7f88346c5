namespace Microsoft.ML.Gan;

/// <summary>The progress of a classifier's training, reported about every 50 steps or two seconds, and after the last step.</summary>
/// <param name="Step">The number of updates done.</param>
/// <param name="TotalSteps">The total number of updates.</param>
/// <param name="Loss">The mean loss since the last report.</param>
public readonly record struct ClassifierProgress(int Step, int TotalSteps, double Loss)
{
    internal static ClassifierProgress Of(GanProgress progress) =>
        new(checked((int)progress.Step), checked((int)progress.TotalSteps), progress.Scalars.GetValueOrDefault("classifier.loss", double.NaN));
}
