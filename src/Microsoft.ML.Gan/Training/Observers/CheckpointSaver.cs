using System.Text.Json.Nodes;

namespace Microsoft.ML.Gan.Training;

/// <summary>Saves the training into a checkpoint folder: by steps or time, after each evaluation, after a rollback, and at the end.</summary>
/// <param name="folder">The folder.</param>
/// <param name="schedule">The schedule.</param>
/// <param name="identity">The options that must be the same to resume the training.</param>
internal sealed class CheckpointSaver(CheckpointFolder folder, CheckpointSchedule schedule, JsonObject identity) : ITrainingObserver
{
    private bool _hasSaved;

    /// <summary>An earlier observer; a checkpoint is saved after it has run; null for none.</summary>
    public EvaluationObserver? Evaluation { get; init; }

    /// <summary>Scores the generator for a checkpoint, instead of the evaluation; null for none.</summary>
    public Func<long, double?>? Score { get; init; }

    public bool IsDue(TrainingRun run) => schedule.IsAt(run.StepsDone) || Evaluation?.IsDue(run) == true;

    public void StepDone(TrainingRun run) => Save(run);

    public void RolledBack(TrainingRun run) => Save(run); // this also removes the checkpoints of later steps

    public void Ended(TrainingRun run)
    {
        if (!_hasSaved || schedule.LastStep != run.StepsDone)
            Save(run);
    }

    private void Save(TrainingRun run)
    {
        using var state = run.Capture();
        if (Score is { } score)
            folder.Save(state, identity, score(run.StepsDone));
        else
            folder.Save(state, identity, Evaluation?.ScoreOf(run.StepsDone), Evaluation?.ScoreName ?? "");
        schedule.Saved(run.StepsDone);
        _hasSaved = true;
    }
}
