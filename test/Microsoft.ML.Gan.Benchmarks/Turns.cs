namespace Microsoft.ML.Gan.Benchmarks;

/// <summary>Contestants who take turns, so that what else the machine does slows all of them.</summary>
internal static class Turns
{
    /// <param name="rounds">How often each has a turn; the order is reversed in every other round.</param>
    /// <param name="contestants">What each does in a turn: pieces of work, of which it tells the milliseconds.</param>
    /// <returns>For each contestant what all its turns took.</returns>
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
