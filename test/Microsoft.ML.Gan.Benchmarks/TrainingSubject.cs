namespace Microsoft.ML.Gan.Benchmarks;

/// <summary>Training steps and generation of a DCGAN, against plain TorchSharp modules and PyTorch.</summary>
internal static class TrainingSubject
{
    public static void Run(int side, int rounds, int steps, string python, int threads)
    {
        using var library = new LibraryContestant(side);
        using var plain = new PlainContestant(side);
        using var reference = ReferenceProcess.Start(python, "reference.py", threads, blasThreads: 1, side, threads) is { } process
            ? new ReferenceContestant(process)
            : null;
        IContestant[] contestants = reference is null ? [library, plain] : [library, plain, reference];
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
            foreach (var (contestant, time) in contestants.Zip(times).Skip(1))
                Console.WriteLine($"| ratio to {contestant.Name} | {times[0].Median / time.Median:F2} | {times[0].Minimum / time.Minimum:F2} | |");
        }
    }
}
