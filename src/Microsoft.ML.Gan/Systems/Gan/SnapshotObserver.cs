namespace Microsoft.ML.Gan.Systems.Gan;

/// <summary>Passes snapshots of the generator to the user's callback during training.</summary>
internal sealed class SnapshotObserver(SnapshotMaker snapshots, Action<GanSnapshot> show, Cadence cadence) : ITrainingObserver
{
    public bool IsDue(TrainingRun run) => cadence.IsDue(run);

    public void StepDone(TrainingRun run) => show(snapshots.Make(run.StepsDone, run.Stage.ImagesPerStep));
}
