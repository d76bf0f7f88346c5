namespace Microsoft.ML.Gan.Metrics;

/// <summary>Density and coverage (Naeem et al., 2020).</summary>
internal sealed record DensityCoverageMetric(int Neighbors) : IGanMetric
{
    public string Name => MetricNames.DensityCoverage;

    public MetricNeeds Needs => MetricNeeds.Features;

    public bool LowerIsBetter => false;

    public string? WhyNot(MetricConditions conditions) => conditions.FewerThan(Neighbors + 1) is { } problem
        ? $"{problem}: each has {Neighbors} nearest neighbours. GanMetric.DensityCoverage(neighbors) takes another number"
        : null;

    public IReadOnlyList<MetricValue> Compute(MetricInput input)
    {
        var found = input.Neighborhoods(PrecisionRecall.DefaultNeighbors, Neighbors).DensityCoverage;
        return [new MetricValue(MetricNames.Density, found.Density), new MetricValue(MetricNames.Coverage, found.Coverage)];
    }

    public double Score(GanMetrics metrics) => metrics.Coverage;
}
