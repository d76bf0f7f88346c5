using System.Diagnostics;
using Microsoft.ML.Gan.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Benchmarks;

/// <summary>
/// The metrics, against NumPy, SciPy and PyTorch (reference_metrics.py). Both sides create their inputs from the same patterns, and times are
/// compared only if the values agree.
/// </summary>
internal sealed class MetricsSubject : IDisposable
{
    private const double Tolerance = 1e-4; // relative
    private const int BatchSize = 64;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _real = Features(1, 5000, 2048);
    private readonly Tensor _generated = Generated(5000, 2048);
    private readonly Tensor _manyReal = Features(1, 20000, 128);
    private readonly Tensor _manyGenerated = Generated(20000, 128);
    private readonly Tensor _pictures = Pattern.Uniform(3, 16, 3, InceptionV3.Side, InceptionV3.Side);
    private readonly Tensor _first = Pattern.Uniform(7, 500, 3, 64, 64);
    private readonly Tensor _second;
    private readonly InceptionV3 _network = new(Weights, classes: 1000, InceptionPooling.Torchvision, CPU);
    private readonly FeatureStatistics _realStatistics;
    private readonly FeatureStatistics _generatedStatistics;
    private readonly (long[] Real, long[] Generated)[] _subsets = [.. Enumerable.Range(0, 100).Select(subset => (Rows(7, 31 * subset), Rows(11, 17 * subset)))];

    private MetricsSubject()
    {
        _second = (0.75 * _first) + (0.25 * Pattern.Uniform(8, _first.shape));
        (_realStatistics, _generatedStatistics) = (Gather(_real), Gather(_generated));
    }

    /// <param name="only">A part of the names of the metrics to time; empty for all.</param>
    /// <returns>Whether the values agree.</returns>
    public static bool Run(int rounds, string python, int threads, string only)
    {
        using var reference = ReferenceProcess.Start(python, "reference_metrics.py", threads, blasThreads: threads, threads);
        using var subject = new MetricsSubject();
        Console.WriteLine($"{threads} threads, {rounds} rounds, by turns.");
        Console.WriteLine();
        Console.WriteLine("| measure | | median ms | min ms | ratio |");
        Console.WriteLine("|---|---|---|---|---|");
        var agree = true;
        foreach (var measure in subject.Measures().Where(one => one.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
            agree &= Compare(measure, rounds, reference);
        return agree;
    }

    public void Dispose()
    {
        _realStatistics.Dispose();
        _generatedStatistics.Dispose();
        _network.Dispose();
        _scope.Dispose();
    }

    private static bool Compare(Measure measure, int rounds, ReferenceProcess? reference)
    {
        var ours = Time(measure.Work); // warms up
        var references = reference is null ? [] : measure.References;
        foreach (var (name, command) in references)
        {
            var theirs = reference!.Ask<Answer>(command);
            if (!Agree(ours.Values, theirs.Values))
            {
                Console.WriteLine($"{measure.Name} is [{string.Join(", ", ours.Values)}], but [{string.Join(", ", theirs.Values)}] by {name}.");
                return false;
            }
        }

        var times = Turns.Take(
            rounds,
            [
                () => [Time(measure.Work).Milliseconds],
                .. references.Select(one => (Func<IEnumerable<double>>)(() => [reference!.Ask<Answer>(one.Command).Milliseconds])),
            ]);
        Console.WriteLine($"| {measure.Name} | Microsoft.ML.Gan | {times[0].Median:N0} | {times[0].Minimum:N0} | |");
        foreach (var ((name, _), time) in references.Zip(times.Skip(1)))
            Console.WriteLine($"| | {name} | {time.Median:N0} | {time.Minimum:N0} | {times[0].Median / time.Median:F2} / {times[0].Minimum / time.Minimum:F2} |");
        return true;
    }

    private static Answer Time(Func<double[]> work)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var start = Stopwatch.GetTimestamp();
        var values = work();
        return new Answer(Stopwatch.GetElapsedTime(start).TotalMilliseconds, values);
    }

    private static bool Agree(double[] ours, double[] theirs) =>
        ours.Length == theirs.Length && ours.Zip(theirs).All(pair => Math.Abs(pair.First - pair.Second) <= Tolerance * Math.Abs(pair.Second));

    private IEnumerable<Measure> Measures() =>
    [
        new("Fréchet distance, 2,048", () => [FrechetDistance.Between(_realStatistics, _generatedStatistics).Value], [("scipy.linalg.sqrtm", "frechet")]),
        new("statistics, 5,000×2,048 by 64", Statistics, [("numpy.mean, numpy.cov", "statistics")]),
        new("neighbourhoods, 5,000×2,048", () => Neighborhoods(_real, _generated),
            [("torch.cdist, float64", "neighborhoods-2048"), ("torch.cdist, float32", "neighborhoods-2048-single")]),
        new("neighbourhoods, 20,000×128", () => Neighborhoods(_manyReal, _manyGenerated),
            [("torch.cdist, float64", "neighborhoods-128"), ("torch.cdist, float32", "neighborhoods-128-single")]),
        new("kernel distance, 100×1,000×2,048", Kernel, [("NumPy, float64", "kernel"), ("NumPy, float32", "kernel-single")]),
        new("InceptionV3, 16×3×299×299", Inception, [("torchvision", "inception"), ("torchvision, folded, channels last", "inception-folded")]),
        new("MS-SSIM, 500 pairs 3×64×64", Similarity, [("PyTorch, float32", "similarity")]),
    ];

    private double[] Statistics()
    {
        using var statistics = Gather(_real);
        var covariance = statistics.Covariance();
        return [statistics.Mean().norm().item<double>(), covariance.trace().item<double>(), covariance.norm().item<double>()];
    }

    private static double[] Neighborhoods(Tensor real, Tensor generated)
    {
        var ((precision, recall), (density, coverage)) = NeighborhoodMeasures.Between(real, generated);
        return [precision, recall, density, coverage];
    }

    private double[] Kernel()
    {
        var distance = KernelDistance.OfSubsets(_real, _generated, _subsets);
        return [distance.Mean, distance.Deviation];
    }

    /// <summary>The features' means over parts of the last block.</summary>
    private double[] Inception() => _network.call(_pictures).to(ScalarType.Float64).view(128, 256).mean([1L]).data<double>().ToArray();

    /// <summary>As many pairs at once as an evaluation compares.</summary>
    private double[] Similarity()
    {
        var parts = _first.split(BatchSize).Zip(_second.split(BatchSize), MultiScaleSimilarity.OfPairs);
        return [cat([.. parts]).mean().item<double>()];
    }

    private static FeatureStatistics Gather(Tensor features)
    {
        var statistics = new FeatureStatistics("pattern");
        foreach (var batch in features.split(BatchSize))
            statistics.Add(batch);
        return statistics;
    }

    /// <summary>Correlated, with variances that fall over six decades, as those of Inception's features do.</summary>
    private static Tensor Features(int salt, long count, long dimensions)
    {
        using var scope = NewDisposeScope();
        var deviations = (arange(dimensions, dtype: ScalarType.Float64) * (-3 * Math.Log(10) / dimensions)).exp();
        var mixing = Pattern.Uniform(9, dimensions, dimensions).to(ScalarType.Float64);
        return (Pattern.Uniform(salt, count, dimensions) * deviations).mm(mixing).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    private static Tensor Generated(long count, long dimensions) => (Features(2, count, dimensions) * 0.875) + 0.0625;

    /// <summary>Weights that keep the scale of what goes through them; normalizations shift, but change nothing else.</summary>
    private static Tensor Weights(string name, params long[] shape)
    {
        var salt = name.Sum(letter => letter);
        if (name.EndsWith("conv.weight", StringComparison.Ordinal))
            return Pattern.Uniform(salt, shape) * Math.Sqrt(6.0 / (shape[1] * shape[2] * shape[3]));
        if (name.EndsWith("bn.bias", StringComparison.Ordinal))
            return Pattern.Uniform(salt, shape) * 0.1;
        return name.EndsWith("bn.weight", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal) ? ones(shape) : zeros(shape);
    }

    /// <summary>A thousand rows out of five thousand, each once.</summary>
    private static long[] Rows(int step, int start) => [.. Enumerable.Range(0, 1000).Select(i => (long)(((i * step) + start) % 5000))];

    /// <param name="Name">What is measured.</param>
    /// <param name="Work">Measures it.</param>
    /// <param name="References">The reference implementations, and the script's names for them.</param>
    private sealed record Measure(string Name, Func<double[]> Work, (string Name, string Command)[] References);

    private sealed record Answer(double Milliseconds, double[] Values);
}
