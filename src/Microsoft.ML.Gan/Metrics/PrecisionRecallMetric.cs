namespace Microsoft.ML.Gan.Metrics;

/// <summary>Improved precision and recall (Kynkäänniemi et al., 2019).</summary>
internal sealed record PrecisionRecallMetric(int Neighbors) : IGanMetric
{
    public string Name => MetricNames.PrecisionRecall;

    public MetricNeeds Needs => MetricNeeds.Features;

    public bool LowerIsBetter => false;

    public string? WhyNot(MetricConditions conditions) => conditions.FewerThan(Neighbors + 1) is { } problem
        ? $"{problem}: each has {Neighbors} nearest neighbours. GanMetric.PrecisionRecall(neighbors) takes another number"
        : null;

    public IReadOnlyList<MetricValue> Compute(MetricInput input)
    {
        var found = input.Neighborhoods(Neighbors, DensityCoverage.DefaultNeighbors).PrecisionRecall;
        return [new MetricValue(MetricNames.Precision, found.Precision), new MetricValue(MetricNames.Recall, found.Recall)];
    }

    /// <summary>The harmonic mean, which is low if either of the two is low.</summary>
    public double Score(GanMetrics metrics) =>
        metrics.Precision + metrics.Recall == 0 ? 0 : 2 * metrics.Precision * metrics.Recall / (metrics.Precision + metrics.Recall);
}
