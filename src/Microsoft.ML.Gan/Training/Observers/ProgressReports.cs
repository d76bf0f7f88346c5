using System.Diagnostics;
using System.Text.Json;

namespace Microsoft.ML.Gan.Training;

/// <summary>Averages the scalars of steps, reports them about every 50 steps or two seconds, and keeps the reports as history.</summary>
/// <param name="report">Receives each report; null to keep only the history.</param>
/// <param name="augmentationProbability">Gives the probability of the discriminator augmentation; null without one.</param>
internal sealed class ProgressReports(Action<GanProgress>? report = null, Func<double?>? augmentationProbability = null) : ITrainingObserver
{
    private const int StepsBetweenReports = 50;
    private const int LongestHistory = 2000;
    private static readonly TimeSpan _longestBetweenReports = TimeSpan.FromSeconds(2);

    private readonly Stopwatch _clock = new();
    private readonly List<StepScalars> _since = [];
    private List<GanProgress> _history = [];
    private long _firstStep;
    private TimeSpan _reportedAt;

    /// <summary>The reports, including those before the run was resumed; for a long training, a regular subset.</summary>
    public IReadOnlyList<GanProgress> History => _history;

    public void Started(TrainingRun run)
    {
        _firstStep = run.StepsDone;
        _clock.Restart();
        _reportedAt = TimeSpan.Zero;
    }

    public void ScalarsRead(TrainingRun run, IReadOnlyList<StepScalars> steps)
    {
        _since.AddRange(steps);
        var (now, step) = (_clock.Elapsed, run.StepsDone);
        if (step % StepsBetweenReports != 0 && step != run.TotalSteps && now - _reportedAt <= _longestBetweenReports)
            return;
        var progress = new GanProgress
        {
            Step = step,
            TotalSteps = run.TotalSteps,
            FirstStep = _firstStep,
            Stage = run.Stage.Name,
            Images = run.Images,
            Elapsed = now,
            ImagesPerSecond = _since.Count * run.Stage.ImagesPerStep / Math.Max((now - _reportedAt).TotalSeconds, 1e-9),
            Scalars = _since.SelectMany(one => one.Names.Zip(one.Values))
                .GroupBy(scalar => scalar.First.Name, scalar => (double)scalar.Second)
                .ToDictionary(group => group.Key, group => group.Average()),
            AugmentationProbability = augmentationProbability?.Invoke(),
        };
        Remember(progress);
        report?.Invoke(progress);
        _reportedAt = now;
        _since.Clear();
    }

    /// <summary>Reports and stores the metrics of the generator at this step.</summary>
    public void Add(TrainingRun run, GanMetrics metrics)
    {
        var progress = (_history.Count > 0 ? _history[^1] : new GanProgress()) with { Step = run.StepsDone, Images = run.Images, Metrics = metrics };
        if (_history.Count > 0 && _history[^1].Step == run.StepsDone)
            _history.RemoveAt(_history.Count - 1);
        Remember(progress);
        report?.Invoke(progress);
    }

    public void RolledBack(TrainingRun run)
    {
        _since.Clear();
        _history.RemoveAll(progress => progress.Step > run.StepsDone);
    }

    public void Capture(TrainingState state) => state.Add("history", JsonSerializer.Serialize(_history));

    public void Restore(TrainingState state)
    {
        try
        {
            _history = JsonSerializer.Deserialize<List<GanProgress>>(state.Text("history"))!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The history of the training cannot be read: {e.Message}", e);
        }
    }

    private void Remember(GanProgress progress)
    {
        _history.Add(progress);
        if (_history.Count > LongestHistory)
            _history = [.. _history.Where((progress, index) => index % 2 == 1 || progress.Metrics is not null)];
    }
}
