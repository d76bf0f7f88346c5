using System.Diagnostics;
using Spectre.Console;

namespace MlGan.Cli.Runs;

/// <summary>Shows how training stands while it runs: a moving bar on a terminal, plain lines in a file or a pipe.</summary>
internal sealed class TrainingDisplay(Output output) : IProgress<GanProgress>
{
    private static readonly TimeSpan s_betweenLines = TimeSpan.FromSeconds(10);

    private Action<GanProgress> _show = _ => { };

    /// <summary>The last report; null before the first.</summary>
    public GanProgress? Last { get; private set; }

    /// <summary>The last metrics.</summary>
    public GanMetrics? Metrics { get; private set; }

    public void Report(GanProgress value)
    {
        Last = value;
        Metrics = value.Metrics ?? Metrics;
        _show(value);
    }

    public T Run<T>(Func<T> train) => output.IsTerminal && output.Console.Profile.Capabilities.Interactive ? RunWithBar(train) : RunWithLines(train);

    private T RunWithBar<T>(Func<T> train) => output.Console.Progress()
        .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
        .Start(context =>
        {
            var bar = context.AddTask("reading the data");
            _show = report =>
            {
                bar.MaxValue = report.TotalSteps;
                bar.Value = report.Step;
                bar.Description = Markup.Escape(Describe(report));
            };
            return train();
        });

    private T RunWithLines<T>(Func<T> train)
    {
        var sinceLine = Stopwatch.StartNew();
        var isFirst = true;
        _show = report =>
        {
            if (!isFirst && report.Step < report.TotalSteps && report.Metrics is null && sinceLine.Elapsed < s_betweenLines)
                return;
            isFirst = false;
            sinceLine.Restart();
            output.Line($"step {report.Step}/{report.TotalSteps}  {Describe(report)}");
        };
        return train();
    }

    private string Describe(GanProgress report)
    {
        var fid = Metrics is { } metrics && !double.IsNaN(metrics.Fid) ? FormattableString.Invariant($"  FID {metrics.Fid:F1}") : "";
        return FormattableString.Invariant(
            $"{report.ImagesPerSecond:F0} pictures/s  loss D {report.DiscriminatorLoss:F3} G {report.GeneratorLoss:F3}{fid}  {Durations.Clock(report.Remaining)} left");
    }
}

/// <summary>Durations as people say them.</summary>
internal static class Durations
{
    public static string Clock(TimeSpan time) => time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time:mm\\:ss}" : $"{(int)time.TotalMinutes}:{time:ss}";

    public static string About(double minutes) => minutes switch
    {
        < 1 => $"about {Math.Max(1, (int)Math.Round(minutes * 60))} seconds",
        < 1.5 => "about a minute",
        < 90 => $"about {Math.Round(minutes):F0} minutes",
        < 48 * 60 => FormattableString.Invariant($"about {minutes / 60:0.#} hours"),
        _ => $"about {minutes / 60 / 24:F0} days",
    };
}
