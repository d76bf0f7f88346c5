using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>
/// Computes the metrics of real images against other real images, which is the scale for a generator's numbers. Two disjoint
/// parts of the real images take the places of real and generated images.
/// </summary>
internal static class RealReference
{
    /// <summary>Features that no metric needs are not kept for the reference alone if they take more memory.</summary>
    private const long MostBytes = 1L << 30;

    /// <summary>What the reference needs of the real images in addition to what the metrics need.</summary>
    /// <param name="metrics">The metrics.</param>
    /// <param name="extractor">The feature extractor; null for none.</param>
    /// <param name="realImages">The number of real images.</param>
    public static MetricNeeds Needs(IReadOnlyList<IGanMetric> metrics, IFeatureExtractor? extractor, int realImages)
    {
        if (extractor is null || !metrics.Any(IsComparison))
            return MetricNeeds.None;
        return (long)realImages * extractor.FeatureSize * sizeof(float) <= MostBytes ? MetricNeeds.Features : MetricNeeds.None;
    }

    /// <summary>Computes those of the metrics that compare features and nothing else.</summary>
    /// <param name="metrics">The metrics.</param>
    /// <param name="real">The real images, with their features.</param>
    /// <param name="generatedImages">The number of generated images. Each part has as many images, or half of the real ones if these are fewer.</param>
    /// <param name="extractor">The feature extractor; null for none.</param>
    /// <param name="seed">The seed of random subsets.</param>
    /// <param name="progress">Receives the beginning of this stage.</param>
    /// <param name="cancellationToken">Cancels before the next metric.</param>
    /// <returns>Null if there are no features or too few images.</returns>
    public static GanMetrics? Compute(
        IReadOnlyList<IGanMetric> metrics,
        MeasuredImages real,
        int generatedImages,
        IFeatureExtractor? extractor,
        int seed,
        EvaluationProgress progress,
        CancellationToken cancellationToken)
    {
        var count = Math.Min(real.Count / 2, generatedImages);
        if (extractor is null || real.FeatureTensor is null)
            return null;
        var conditions = new MetricConditions
        {
            RealImages = count,
            GeneratedImages = count,
            Shape = real.Shape,
            FeatureSize = extractor.FeatureSize,
        };
        var (possible, _) = MetricRun.Split([.. metrics.Where(IsComparison)], conditions);
        if (possible.Count == 0)
            return null;
        progress.Begin("measuring real images against real ones", count);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        // The order of the rows is random with regard to what the images show.
        using var first = real.Part(extractor.Id, 0, count);
        using var second = real.Part(extractor.Id, count, count);
        var result = new GanMetrics
        {
            FeatureExtractor = extractor.Description,
            FeatureExtractorId = extractor.Id,
            RealImages = count,
            GeneratedImages = count,
        };
        return MetricRun.Compute(possible, new MetricInput(first, second, null, seed, cancellationToken), result, progress: null);
    }

    private static bool IsComparison(IGanMetric metric) =>
        metric.Needs != MetricNeeds.None && (metric.Needs & ~(MetricNeeds.FeatureStatistics | MetricNeeds.Features)) == 0;
}
