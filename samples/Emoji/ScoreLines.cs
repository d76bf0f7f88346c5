using Microsoft.ML.Gan;
using Spectre.Console;

namespace EmojiSample;

/// <summary>Passes reports on, and prints how good the generator is when it was measured.</summary>
internal sealed class ScoreLines(IProgress<GanProgress> next) : IProgress<GanProgress>
{
    public void Report(GanProgress value)
    {
        if (value.Metrics is { } metrics)
            AnsiConsole.WriteLine(FormattableString.Invariant($"after {value.Images / 1000.0:F1} kimg: {metrics}"));
        next.Report(value);
    }
}
