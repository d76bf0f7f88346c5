namespace Microsoft.ML.Gan.Benchmarks;

/// <summary>Training steps and generation of a DCGAN, against PyTorch.</summary>
internal static class TrainingSubject
{
    public static void Run(int side, int rounds, int steps, string python, int threads)
    {
        using var library = new LibraryContestant(side);
        using var reference = ReferenceProcess.Start(python, "reference.py", threads, blasThreads: 1, side, threads) is { } process
            ? new ReferenceContestant(process)
            : null;
        IContestant[] contestants = reference is null ? [library] : [library, reference];
        Console.WriteLine($"DCGAN {side}×{side}×3, width 64, batch {LibraryContestant.BatchSize}, {threads} threads; {rounds} rounds of {steps} steps, by turns.");
        Compare("training step", contestant => contestant.Train(steps));
        Compare("generation", contestant => contestant.Generate(steps));

        void Compare(string what, Func<IContestant, double[]> work)
        {
            foreach (var contestant in contestants)
                work(contestant); // warms up
            var times = Turns.Take(rounds, [.. contestants.Select(contestant => (Func<IEnumerable<double>>)(() => work(contestant)))]);
            Console.WriteLine();
            Console.WriteLine($"| {what} | median ms | min ms | images/s at the median |");
            Console.WriteLine("|---|---|---|---|");
            foreach (var (contestant, time) in contestants.Zip(times))
                Console.WriteLine($"| {contestant.Name} | {time.Median:F1} | {time.Minimum:F1} | {1000 * LibraryContestant.BatchSize / time.Median:F0} |");
            if (reference is not null)
                Console.WriteLine($"| ratio | {times[0].Median / times[1].Median:F2} | {times[0].Minimum / times[1].Minimum:F2} | |");
        }
    }
}
