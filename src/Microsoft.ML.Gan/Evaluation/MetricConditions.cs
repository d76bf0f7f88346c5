namespace Microsoft.ML.Gan;

/// <summary>The facts that decide, before anything is computed, whether a metric can be computed.</summary>
/// <param name="RealImages">The number of real images.</param>
/// <param name="GeneratedImages">The number of generated images.</param>
/// <param name="Shape">The shape of the images.</param>
/// <param name="HasPairs">Whether both sets have a pair of images; of one class if there are classes.</param>
/// <param name="HasLogits">Whether the feature extractor gives class logits.</param>
/// <param name="NoFeatures">The reason why there are no features; null if there are.</param>
internal sealed record MetricConditions(
    int RealImages, int GeneratedImages, ImageShape Shape, bool HasPairs, bool HasLogits, string? NoFeatures = null)
{
    /// <summary>The reason why a metric that needs this many real and generated images cannot be computed; null if it can.</summary>
    public string? FewerThan(int fewest) => Math.Min(RealImages, GeneratedImages) >= fewest
        ? null
        : $"it needs at least {fewest} real and {fewest} generated images, but there are {RealImages} and {GeneratedImages}";

    /// <summary>The reason why a metric with these needs cannot be computed, whatever the number of images; null if it can.</summary>
    public string? Lacks(MeasurementNeeds needs)
    {
        if ((needs & MeasurementNeeds.Extractor) != 0 && NoFeatures is not null)
            return NoFeatures;
        return needs.HasFlag(MeasurementNeeds.Logits) && !HasLogits
            ? "the features' network has no classes; GanFeatures.Inception and GanFeatures.Classifier have"
            : null;
    }
}
