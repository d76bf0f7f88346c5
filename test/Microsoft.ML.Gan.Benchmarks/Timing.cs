namespace Microsoft.ML.Gan.Benchmarks;

/// <summary>What pieces of work took, in milliseconds.</summary>
internal readonly record struct Timing(double Median, double Minimum)
{
    public static Timing Of(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        return new Timing((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[0]);
    }
}
