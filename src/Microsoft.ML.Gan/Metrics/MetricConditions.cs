namespace Microsoft.ML.Gan;

/// <summary>The properties of both sets of images, known before anything is computed. They decide whether a metric can be computed.</summary>
public sealed record MetricConditions
{
    private const MetricNeeds OfExtractor = MetricNeeds.FeatureStatistics | MetricNeeds.Features | MetricNeeds.ClassLogits;

    internal MetricConditions()
    {
    }

    /// <summary>The number of real images.</summary>
    public required int RealImages { get; init; }

    /// <summary>The number of generated images.</summary>
    public required int GeneratedImages { get; init; }

    /// <summary>The shape of the images. Gray images count as three channels if others are in colour.</summary>
    public required ImageShape Shape { get; init; }

    /// <summary>The number of classes; 0 without a label column that is a key.</summary>
    public int ClassCount { get; init; }

    /// <summary>Whether both sets have a pair of images, of one class if there are classes.</summary>
    public bool HasPairs { get; init; }

    /// <summary>Whether the feature extractor gives class logits.</summary>
    public bool HasClassLogits { get; init; }

    /// <summary>The number of values in a feature vector, D; 0 if no metric needs features.</summary>
    public int FeatureSize { get; init; }

    /// <summary>The reason why there are no features; null if there are, or if no metric needs them.</summary>
    internal string? NoFeatures { get; init; }

    /// <summary>The reason why a metric that needs this many real and this many generated images cannot be computed; null if it can.</summary>
    /// <param name="count">The fewest images of each set.</param>
    public string? FewerThan(int count) => Math.Min(RealImages, GeneratedImages) >= count
        ? null
        : $"it needs at least {count} real and {count} generated images, but there are {RealImages} and {GeneratedImages}";

    /// <summary>The reason why a metric with these needs cannot be computed, whatever the number of images; null if it can.</summary>
    internal string? Lacks(MetricNeeds needs)
    {
        if ((needs & OfExtractor) != 0 && NoFeatures is not null)
            return NoFeatures;
        if (needs.HasFlag(MetricNeeds.ClassLogits) && !HasClassLogits)
            return "the feature extractor gives no class logits; those of GanFeatures.Inception and GanFeatures.Classifier do";
        if (needs.HasFlag(MetricNeeds.ImagePairs) && !HasPairs)
            return "it compares pairs of images of one class, but no class has two in both the real and the generated images";
        return needs.HasFlag(MetricNeeds.Classes) && ClassCount == 0 ? "it needs the class of every image, but there is no label column that is a key" : null;
    }
}
