namespace Microsoft.ML.Gan.Metrics;

/// <summary>The two tests with the model's own discriminator.</summary>
internal sealed record DiscriminatorMetric : IGanMetric
{
    public string Name => MetricNames.Discriminator;

    public MetricNeeds Needs => MetricNeeds.DiscriminatorLogits | MetricNeeds.HeldOutImages;

    public bool LowerIsBetter => true;

    public IReadOnlyList<MetricValue> Compute(MetricInput input)
    {
        var score = DiscriminatorScore.Of([.. input.Real.DiscriminatorLogits], [.. input.Generated.DiscriminatorLogits], input.Boundary);
        return
        [
            new MetricValue(MetricNames.DeceptionRate, score.DeceptionRate),
            new MetricValue(MetricNames.DiscriminatorAccuracy, score.Accuracy),
            new MetricValue(MetricNames.DiscriminatorAuc, score.Auc),
        ];
    }

    public double Score(GanMetrics metrics) => metrics.DiscriminatorAuc;
}
