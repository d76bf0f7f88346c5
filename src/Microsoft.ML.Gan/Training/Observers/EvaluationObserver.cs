namespace Microsoft.ML.Gan.Training;

/// <summary>Evaluates the generator during training, and optionally keeps the weights of the best evaluation.</summary>
/// <param name="cadence">The interval.</param>
/// <param name="scoreName">The name of the score. Scores with other names are not compared with these.</param>
/// <param name="evaluate">Measures the generator after a number of steps; its score (lower is better) may be NaN.</param>
/// <param name="progress">Receives the metrics.</param>
/// <param name="best">Keeps the best weights; null to disable it.</param>
internal sealed class EvaluationObserver(
    Cadence cadence, string scoreName, Func<long, (GanMetrics Metrics, double Score)> evaluate, ProgressReports progress, BestWeights? best = null) : ITrainingObserver
{
    private long _step;
    private double? _score;

    public string ScoreName => scoreName;

    public void Started(TrainingRun run) => _step = progress.History.LastOrDefault(one => one.Metrics is not null)?.Step ?? 0;

    public bool IsDue(TrainingRun run) => run.StepsDone > _step && cadence.IsDue(run);

    public void StepDone(TrainingRun run)
    {
        var (metrics, score) = evaluate(run.StepsDone);
        progress.Add(run, metrics);
        best?.Offer(score, run.StepsDone);
        (_step, _score) = (run.StepsDone, double.IsFinite(score) ? score : null);
    }

    /// <summary>The score of the evaluation after this step; null if there was none, or it is NaN.</summary>
    public double? ScoreOf(long step) => step == _step ? _score : null;

    public void RolledBack(TrainingRun run) => (_step, _score) = (Math.Min(_step, run.StepsDone), null);

    public void Capture(TrainingState state) => best?.Capture(state, "best");

    public void Restore(TrainingState state) => best?.Restore(state, "best");
}
