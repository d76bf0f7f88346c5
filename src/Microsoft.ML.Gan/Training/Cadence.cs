namespace Microsoft.ML.Gan.Training;

/// <summary>An interval in a training, in steps; also due after the last step.</summary>
/// <param name="Steps">The number of steps, at least 1.</param>
internal readonly record struct Cadence(long Steps)
{
    /// <param name="kimg">The interval in thousands of images.</param>
    /// <param name="imagesPerStep">Images that one step takes from the data.</param>
    public static Cadence EveryKimg(double kimg, long imagesPerStep) => new(Math.Max(1, (long)Math.Round(kimg * 1000 / imagesPerStep)));

    public bool IsDue(TrainingRun run) => run.StepsDone % Steps == 0 || run.StepsDone == run.TotalSteps;
}
