using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>
/// Improved precision and recall (Kynkäänniemi et al., 2019). Every image has a ball around it whose radius is the distance to its k-th
/// nearest other image of the same set. The balls of a set are its manifold. Both are shares in [0, 1]; higher is better.
/// </summary>
/// <param name="Precision">The share of generated images within some real image's ball (d ≤ r): fidelity.</param>
/// <param name="Recall">The share of real images within some generated image's ball (d ≤ r): variety.</param>
internal readonly record struct PrecisionRecall(double Precision, double Recall)
{
    /// <summary>The authors' k, and torch-fidelity's.</summary>
    public const int DefaultNeighbors = 3;
}

/// <summary>
/// Density and coverage (Naeem et al., 2020). Outliers change them less than precision and recall. Only real images have
/// balls. The definition of the authors' prdc. Higher is better.
/// </summary>
/// <param name="Density">
/// The mean number of real balls in which a generated image lies (d &lt; r), divided by k. It is about 1 for real images; more means that
/// generated images are crowded where real ones are dense.
/// </param>
/// <param name="Coverage">The share of real images with a generated image in their ball (d &lt; r), in [0, 1].</param>
internal readonly record struct DensityCoverage(double Density, double Coverage)
{
    /// <summary>The authors' k.</summary>
    public const int DefaultNeighbors = 5;
}

/// <summary>Precision, recall, density and coverage from one pass over the distances.</summary>
internal static class NeighborhoodMeasures
{
    /// <summary>
    /// Distances that differ by less count as equal. If both sets share an image, its distance can be exactly the radius; otherwise
    /// rounding would decide whether it lies in the ball.
    /// </summary>
    private const double Tolerance = 1e-12;

    /// <summary>Compares real features, N×D, with generated ones, M×D.</summary>
    /// <param name="real">N×D with N above both k; any device.</param>
    /// <param name="generated">M×D with M above precision's k; on the same device.</param>
    /// <param name="precisionNeighbors">k for precision and recall.</param>
    /// <param name="densityNeighbors">k for density and coverage.</param>
    /// <param name="cancellation">Stops the comparison between two blocks.</param>
    public static (PrecisionRecall PrecisionRecall, DensityCoverage DensityCoverage) Between(
        Tensor real,
        Tensor generated,
        int precisionNeighbors = PrecisionRecall.DefaultNeighbors,
        int densityNeighbors = DensityCoverage.DefaultNeighbors,
        CancellationToken cancellation = default)
    {
        Check.That(precisionNeighbors >= 1, nameof(precisionNeighbors), $"must be at least 1, but is {precisionNeighbors}");
        Check.That(densityNeighbors >= 1, nameof(densityNeighbors), $"must be at least 1, but is {densityNeighbors}");
        Features.RequireComparable(real, generated);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var center = Features.Mean(real);
        using var reals = new FeatureBlocks(real, center);
        using var fakes = new FeatureBlocks(generated, center);
        var realRadii = NearestNeighbors.Within(reals, Math.Max(precisionNeighbors, densityNeighbors), cancellation);
        var fakeRadii = NearestNeighbors.Within(fakes, precisionNeighbors, cancellation);
        var realReach = Reach(reals, realRadii, precisionNeighbors, +Tolerance);
        var fakeReach = Reach(fakes, fakeRadii, precisionNeighbors, +Tolerance);
        var realCore = Reach(reals, realRadii, densityNeighbors, -Tolerance);

        var realistic = zeros(generated.shape[0], dtype: ScalarType.Bool, device: generated.device);
        var recalled = zeros(real.shape[0], dtype: ScalarType.Bool, device: real.device);
        var covered = zeros(real.shape[0], dtype: ScalarType.Bool, device: real.device);
        var balls = new long[reals.Count];
        var gates = Enumerable.Range(0, fakes.Count).Select(_ => new object()).ToArray();
        OnCores.For(reals.Count, reals.Device, block =>
        {
            var values = reals[block];
            var (reach, core) = (reals.Of(realReach, block).unsqueeze(1), reals.Of(realCore, block).unsqueeze(1));
            var inside = zeros([], dtype: ScalarType.Int64, device: reals.Device);
            for (var other = 0; other < fakes.Count; other++)
            {
                using var inner = NewDisposeScope();
                cancellation.ThrowIfCancellationRequested();
                var distances = reals.SquaredDistances(block, values, fakes, other);
                var found = (distances <= reach).any(0);
                lock (gates[other])
                    fakes.Of(realistic, other).logical_or_(found);
                reals.Of(recalled, block).logical_or_((distances <= fakes.Of(fakeReach, other).unsqueeze(0)).any(1));
                var within = distances < core;
                reals.Of(covered, block).logical_or_(within.any(1));
                inside.add_(within.sum());
            }

            balls[block] = inside.item<long>();
        }, cancellation);
        return (
            new PrecisionRecall(Share(realistic), Share(recalled)),
            new DensityCoverage((double)balls.Sum() / ((double)densityNeighbors * generated.shape[0]), Share(covered)));
    }

    /// <summary>
    /// The squared radius of each ball plus a tolerance, which is relative to the numbers that the squared distance was computed from:
    /// a vector at distance r from a is at most ‖a‖ + r long.
    /// </summary>
    private static Tensor Reach(FeatureBlocks set, Tensor radii, int neighbors, double tolerance)
    {
        var radius = radii.select(1, neighbors - 1);
        return radius + (tolerance * ((3 * set.SquaredNorms) + (2 * radius)));
    }

    private static double Share(Tensor flags) => flags.to(ScalarType.Float64).mean().item<double>();
}
