namespace Microsoft.ML.Gan.Systems.Gan;

/// <summary>Shows snapshots of the generator while it trains.</summary>
internal sealed class SnapshotObserver(SnapshotMaker snapshots, Action<GanSnapshot> show, Cadence cadence) : ITrainingObserver
{
    public bool IsDue(TrainingRun run) => cadence.IsDue(run);

    public void StepDone(TrainingRun run) => show(snapshots.Make(run.StepsDone, run.Stage.ImagesPerStep));
}
