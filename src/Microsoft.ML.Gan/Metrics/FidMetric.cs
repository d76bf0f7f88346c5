namespace Microsoft.ML.Gan.Metrics;

/// <summary>Fréchet Inception distance (Heusel et al., 2017).</summary>
internal sealed record FidMetric : IGanMetric
{
    public string Name => MetricNames.Fid;

    public MetricNeeds Needs => MetricNeeds.FeatureStatistics;

    public bool LowerIsBetter => true;

    public string? WhyNot(MetricConditions conditions) => conditions.FewerThan(2);

    public IReadOnlyList<MetricValue> Compute(MetricInput input)
    {
        var distance = FrechetDistance.Between(input.Real.Statistics, input.Generated.Statistics);
        var warning = distance.HasFewSamples
            ? $"FID of {Math.Min(input.Real.Count, input.Generated.Count)} images in {input.Real.Statistics.Dimensions} dimensions: with so few it is " +
                "far higher than it would be with many. Compare it only with FIDs of as many images, or use KID."
            : null;
        return [new MetricValue(Name, distance.Value) { Decimals = 2, Warning = warning }];
    }
}
