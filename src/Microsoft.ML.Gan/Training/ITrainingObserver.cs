namespace Microsoft.ML.Gan.Training;

/// <summary>Something that happens beside the updates of a training: progress, checkpoints, evaluation, snapshots. Called on the training thread.</summary>
internal interface ITrainingObserver
{
    /// <summary>The run begins, or goes on after a checkpoint.</summary>
    void Started(TrainingRun run)
    {
    }

    /// <summary>
    /// Whether the observer has something to do now: asked when the run starts and after each step. The run then reads the device, so
    /// that the step is known to be finite.
    /// </summary>
    bool IsDue(TrainingRun run) => false;

    /// <summary>Called where <see cref="IsDue"/> was true.</summary>
    void StepDone(TrainingRun run)
    {
    }

    /// <summary>The scalars of steps were read from the device. All of them are finite.</summary>
    void ScalarsRead(TrainingRun run, IReadOnlyList<StepScalars> steps)
    {
    }

    /// <summary>The training went back to an earlier step. What was saved of later steps is of no use any more.</summary>
    void RolledBack(TrainingRun run)
    {
    }

    /// <summary>The run ended: all steps are done, it was cancelled, or it diverged too often.</summary>
    void Ended(TrainingRun run)
    {
    }

    /// <summary>Adds the observer's state to a checkpoint.</summary>
    void Capture(TrainingState state)
    {
    }

    /// <summary>Restores it from a checkpoint.</summary>
    /// <exception cref="InvalidDataException">The state is of another training.</exception>
    void Restore(TrainingState state)
    {
    }
}
