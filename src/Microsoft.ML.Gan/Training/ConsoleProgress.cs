using System.Globalization;

namespace Microsoft.ML.Gan.Training;

/// <summary>Writes a line for a progress report, at most once per interval, and always for evaluations and the last step.</summary>
internal sealed class ConsoleProgress(TextWriter writer, TimeSpan every, TimeProvider clock) : IProgress<GanProgress>
{
    private long? _last;

    public void Report(GanProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var now = clock.GetTimestamp();
        if (value.Metrics is null && value.Step < value.TotalSteps && _last is { } last && clock.GetElapsedTime(last, now) < every)
            return;
        _last = now;
        writer.WriteLine(Line(value));
    }

    private static string Line(GanProgress value)
    {
        var metrics = value.Metrics is { } measured
            ? string.Concat(measured.Values.Select(one => string.Create(CultureInfo.InvariantCulture, $"  {one.Name} {one.Value:G4}")))
            : "";
        var losses = string.Concat(value.Scalars.Where(one => one.Key.EndsWith(".loss", StringComparison.Ordinal))
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"  {one.Key} {one.Value:F3}")));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"step {value.Step}/{value.TotalSteps} ({100.0 * value.Step / Math.Max(1, value.TotalSteps):F0} %)  {value.ImagesPerSecond:F0} images/s{losses}{metrics}  {Left(value.Remaining)} left");
    }

    private static string Left(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time:mm\\:ss}")
        : time.ToString("m\\:ss", CultureInfo.InvariantCulture);
}
