using System.Diagnostics;
using Microsoft.ML.Gan;
using Spectre.Console;

namespace FashionMnist;

/// <summary>Shows how training stands while it runs: a moving bar on a terminal, plain lines in a file or a pipe.</summary>
internal static class LiveProgress
{
    private static readonly TimeSpan s_betweenLines = TimeSpan.FromSeconds(10);

    public static T Show<T>(TrainingLog log, Func<T> train) =>
        Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive ? ShowLines(log, train) : ShowBar(log, train);

    private static T ShowBar<T>(TrainingLog log, Func<T> train) => AnsiConsole.Progress()
        .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
        .Start(context =>
        {
            var bar = context.AddTask("reading the images");
            log.Show = report =>
            {
                bar.MaxValue = report.TotalSteps;
                bar.Value = report.Step;
                bar.Description = Markup.Escape(Describe(report));
            };
            return train();
        });

    private static T ShowLines<T>(TrainingLog log, Func<T> train)
    {
        var sinceLine = Stopwatch.StartNew();
        log.Show = report =>
        {
            if (log.Reports.Count > 1 && report.Step < report.TotalSteps && sinceLine.Elapsed < s_betweenLines)
                return;
            sinceLine.Restart();
            Console.WriteLine(Describe(report));
        };
        return train();
    }

    private static string Describe(GanProgress report) => FormattableString.Invariant(
        $"step {report.Step}/{report.TotalSteps}  {report.ImagesPerSecond:F0} images/s  loss D {report.DiscriminatorLoss:F3} G {report.GeneratorLoss:F3}  {(int)report.Remaining.TotalMinutes}:{report.Remaining:ss} left");
}
