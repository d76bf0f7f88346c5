using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Computes the metrics of real images against other real images, which is the scale for a generator's numbers. Two disjoint
/// parts of the real images take the places of real and generated images.
/// </summary>
internal static class RealReference
{
    /// <summary>Features that no metric needs are not kept for the reference alone if they take more memory.</summary>
    private const long MostBytes = 1L << 30;

    /// <summary>What the reference needs of the real images beside what the metrics need.</summary>
    /// <param name="metrics">The metrics.</param>
    /// <param name="extractor">The feature extractor; null for none.</param>
    /// <param name="realImages">The number of real images.</param>
    public static MeasurementNeeds Needs(IReadOnlyList<GanMetric> metrics, IFeatureExtractor? extractor, int realImages)
    {
        if (extractor is null || !metrics.Any(IsComparison))
            return MeasurementNeeds.None;
        return (long)realImages * extractor.FeatureSize * sizeof(float) <= MostBytes ? MeasurementNeeds.Features : MeasurementNeeds.None;
    }

    /// <summary>Computes those of the metrics that compare features.</summary>
    /// <param name="metrics">The metrics.</param>
    /// <param name="real">The real images, with their features.</param>
    /// <param name="generatedImages">The number of generated images. Each part has as many images, or half of the real ones if these are fewer.</param>
    /// <param name="extractor">The feature extractor; null for none.</param>
    /// <param name="seed">The seed of random subsets.</param>
    /// <param name="progress">Receives the beginning of this stage.</param>
    /// <param name="cancellationToken">Stops before the next metric.</param>
    /// <returns>Null if there are no features or too few images.</returns>
    public static GanMetrics? Compute(
        IReadOnlyList<GanMetric> metrics,
        ImageMeasurements real,
        int generatedImages,
        IFeatureExtractor? extractor,
        int seed,
        EvaluationProgress progress,
        CancellationToken cancellationToken)
    {
        var count = Math.Min(real.Images.Count / 2, generatedImages);
        if (extractor is null || real.Features is null)
            return null;
        var conditions = new MetricConditions(count, count, real.Images.Shape, HasPairs: false, HasLogits: false);
        var possible = metrics.Where(metric => IsComparison(metric) && metric.WhyNot(conditions) is null).ToList();
        if (possible.Count == 0)
            return null;
        progress.Begin("measuring real images against real ones", count);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        // The features are in an order that is random as to what they show.
        using var first = ImageMeasurements.Of(real.Images, extractor.Id, real.Features.narrow(0, 0, count));
        using var second = ImageMeasurements.Of(real.Images, extractor.Id, real.Features.narrow(0, count, count));
        var result = new GanMetrics
        {
            FeatureExtractor = extractor.Description,
            FeatureExtractorId = extractor.Id,
            RealImages = count,
            GeneratedImages = count,
        };
        return MetricRun.Compute(possible, new Measurements(first, second, null, seed), result, progress: null, cancellationToken);
    }

    private static bool IsComparison(GanMetric metric) =>
        metric.Needs != MeasurementNeeds.None && (metric.Needs & ~(MeasurementNeeds.Statistics | MeasurementNeeds.Features)) == 0;
}
