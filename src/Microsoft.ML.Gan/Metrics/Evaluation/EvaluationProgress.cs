using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>Reports the progress of an evaluation to the log and to the user.</summary>
/// <param name="channel">The log. It receives a line for each stage and one every ten seconds within a stage.</param>
/// <param name="progress">Receives a report for every batch; null for none.</param>
internal sealed class EvaluationProgress(IChannel channel, IProgress<GanEvaluationProgress>? progress = null)
{
    private static readonly TimeSpan _betweenMessages = TimeSpan.FromSeconds(10);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private string _stage = "";
    private long _total;
    private TimeSpan _began;
    private TimeSpan _logged;

    /// <summary>Whether the beginning of a stage is left out of the log, as evaluations during a training repeat stages often.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>Begins a stage.</summary>
    /// <param name="stage">The stage, in words.</param>
    /// <param name="total">The amount of work in the stage; 0 if it is not known.</param>
    public void Begin(string stage, long total = 0)
    {
        (_stage, _total, _began) = (stage, total, _clock.Elapsed);
        _logged = _began;
        if (!IsQuiet)
            channel.Info(MessageSensitivity.None, total > 0 ? string.Create(CultureInfo.InvariantCulture, $"{stage} ({total:N0})") : stage);
        progress?.Report(new GanEvaluationProgress(stage, 0, total, _clock.Elapsed));
    }

    /// <summary>Reports the work done in the stage.</summary>
    /// <param name="done">The amount of work done.</param>
    public void At(long done)
    {
        var now = _clock.Elapsed;
        progress?.Report(new GanEvaluationProgress(_stage, done, _total, now));
        if (now - _logged < _betweenMessages)
            return;
        _logged = now;
        var left = _total > 0 && done > 0
            ? string.Create(CultureInfo.InvariantCulture, $" of {_total:N0}, {((now - _began) * ((double)(_total - done) / done)).TotalSeconds:F0} s left")
            : "";
        channel.Info(MessageSensitivity.None, string.Create(CultureInfo.InvariantCulture, $"{_stage}: {done:N0}{left}"));
    }
}
