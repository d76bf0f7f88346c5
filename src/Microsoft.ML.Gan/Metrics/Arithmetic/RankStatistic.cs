namespace Microsoft.ML.Gan.Metrics;

/// <summary>The statistic of Mann and Whitney (1947).</summary>
internal static class RankStatistic
{
    /// <summary>The share of all pairs in which the value of the first set is below that of the second; equal values count half.</summary>
    /// <returns>In [0, 1]; about ½ for sets of one distribution.</returns>
    public static double ShareBelow(ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        var sorted = low.ToArray();
        Array.Sort(sorted);
        var below = 0.0;
        foreach (var value in high)
            below += (CountBelow(sorted, value, orEqual: false) + CountBelow(sorted, value, orEqual: true)) / 2.0;
        return below / sorted.Length / high.Length;
    }

    private static int CountBelow(double[] sorted, double value, bool orEqual)
    {
        var (start, end) = (0, sorted.Length);
        while (start < end)
        {
            var middle = start + ((end - start) / 2);
            if (sorted[middle] < value || (orEqual && sorted[middle] == value))
                start = middle + 1;
            else
                end = middle;
        }

        return start;
    }
}
