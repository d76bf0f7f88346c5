namespace Microsoft.ML.Gan.Benchmarks;

/// <summary>Contestants who take turns, so that what else the machine does slows all of them.</summary>
internal static class Turns
{
    /// <param name="rounds">The number of rounds; the order is reversed in every other round.</param>
    /// <param name="contestants">The work of each contestant in a round, which returns its milliseconds.</param>
    /// <returns>For each contestant the times of all rounds.</returns>
    public static Timing[] Take(int rounds, params IReadOnlyList<Func<IEnumerable<double>>> contestants)
    {
        var times = contestants.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var turn = 0; turn < contestants.Count; turn++)
            {
                var contestant = round % 2 == 0 ? turn : contestants.Count - 1 - turn;
                times[contestant].AddRange(contestants[contestant]());
            }
        }

        return [.. times.Select(Timing.Of)];
    }
}
