namespace Microsoft.ML.Gan.Metrics;

/// <summary>Kernel Inception distance (Bińkowski et al., 2018).</summary>
internal sealed record KidMetric(int Subsets, int SubsetSize) : IGanMetric
{
    public string Name => MetricNames.Kid;

    public MetricNeeds Needs => MetricNeeds.Features;

    public bool LowerIsBetter => true;

    public string? WhyNot(MetricConditions conditions) => conditions.FewerThan(2);

    public IReadOnlyList<MetricValue> Compute(MetricInput input)
    {
        var distance = KernelDistance.Between(
            input.Real.Features, input.Generated.Features, (ulong)input.Seed, Subsets, SubsetSize, input.CancellationToken);
        return
        [
            new MetricValue(Name, distance.Mean) { StandardDeviation = distance.Deviation, StandardError = distance.StandardError, Decimals = 5 },
        ];
    }
}
