namespace Microsoft.ML.Gan.Training;

/// <summary>Runs between the updates of a training: progress, checkpoints, evaluation, snapshots. Called on the training thread.</summary>
internal interface ITrainingObserver
{
    /// <summary>The run starts, or resumes from a checkpoint.</summary>
    void Started(TrainingRun run)
    {
    }

    /// <summary>
    /// Whether the observer should run now; called at the start and after each step. The run then reads the scalars first, so the step is known to be
    /// finite.
    /// </summary>
    bool IsDue(TrainingRun run) => false;

    /// <summary>Called if <see cref="IsDue"/> was true.</summary>
    void StepDone(TrainingRun run)
    {
    }

    /// <summary>The scalars of steps were read from the device. All of them are finite.</summary>
    void ScalarsRead(TrainingRun run, IReadOnlyList<StepScalars> steps)
    {
    }

    /// <summary>The training rolled back to an earlier step. Saved states of later steps are invalid.</summary>
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
    /// <exception cref="InvalidDataException">The state belongs to another training.</exception>
    void Restore(TrainingState state)
    {
    }
}
