namespace Microsoft.ML.Gan.Metrics;

/// <summary>The mean MS-SSIM of random pairs (Wang et al., 2003; Odena et al., 2017).</summary>
internal sealed record SimilarityMetric : IGanMetric
{
    public string Name => MetricNames.Similarity;

    public MetricNeeds Needs => MetricNeeds.ImagePairs;

    public bool LowerIsBetter => true;

    public string? WhyNot(MetricConditions conditions) => MultiScaleSimilarity.Scales(conditions.Shape.Height, conditions.Shape.Width) > 0
        ? null
        : $"it needs images of at least {MultiScaleSimilarity.SmallestSide}×{MultiScaleSimilarity.SmallestSide} pixels, " +
            $"but these are {conditions.Shape.Height}×{conditions.Shape.Width}";

    public IReadOnlyList<MetricValue> Compute(MetricInput input) =>
        [new MetricValue(Name, Mean(input.Generated)) { OfRealImages = new SubsetEstimate(Mean(input.Real)) }];

    private static double Mean(MeasuredImages images)
    {
        var (sum, count) = (0.0, 0L);
        foreach (var (first, second) in images.ReadPairs())
        {
            using var similarities = MultiScaleSimilarity.OfPairs(first, second);
            sum += similarities.sum().item<double>();
            count += similarities.shape[0];
        }

        return sum / count;
    }
}
