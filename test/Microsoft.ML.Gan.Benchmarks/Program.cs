using System.Globalization;
using Microsoft.ML.Gan.Benchmarks;
using TorchSharp;

// ./build.sh bench [--side 32|64] [--rounds N] [--steps N] [--python PATH]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var (side, rounds, steps) = (Option("--side", 32), Option("--rounds", 8), Option("--steps", 8));
var python = Array.IndexOf(args, "--python") is >= 0 and var at ? args[at + 1] : "/usr/bin/python3";
var threads = Environment.ProcessorCount;
torch.set_num_threads(threads);

using var library = new LibraryContestant(side);
using var reference = ReferenceProcess.Start(python, side, threads);
List<IContestant> contestants = reference is null ? [library] : [library, reference];
if (reference is null)
    Console.WriteLine($"{python} has no PyTorch to compare with.");
Console.WriteLine($"DCGAN {side}×{side}×3, width 64, batch {LibraryContestant.BatchSize}, {threads} threads; {rounds} rounds of {steps} steps, by turns.");

Compare("training step", contestant => contestant.Train(steps));
Compare("generation", contestant => contestant.Generate(steps));

void Compare(string what, Func<IContestant, double[]> work)
{
    var times = contestants.ToDictionary(contestant => contestant, _ => new List<double>());
    foreach (var contestant in contestants)
        work(contestant); // warms up
    for (var round = 0; round < rounds; round++)
    {
        foreach (var contestant in round % 2 == 0 ? contestants : Enumerable.Reverse(contestants))
            times[contestant].AddRange(work(contestant));
    }

    Console.WriteLine();
    Console.WriteLine($"| {what} | median ms | min ms | images/s at the median |");
    Console.WriteLine("|---|---|---|---|");
    foreach (var (contestant, all) in times)
        Console.WriteLine($"| {contestant.Name} | {Median(all):F1} | {all.Min():F1} | {1000 * LibraryContestant.BatchSize / Median(all):F0} |");
    if (reference is not null)
        Console.WriteLine($"| ratio | {Median(times[library]) / Median(times[reference]):F2} | {times[library].Min() / times[reference].Min():F2} | |");
}

static double Median(List<double> values)
{
    var sorted = values.Order().ToArray();
    return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}

int Option(string name, int otherwise) =>
    Array.IndexOf(args, name) is >= 0 and var i ? int.Parse(args[i + 1], CultureInfo.InvariantCulture) : otherwise;
