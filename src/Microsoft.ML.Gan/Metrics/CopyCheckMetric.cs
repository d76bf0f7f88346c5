namespace Microsoft.ML.Gan.Metrics;

/// <summary>Tests whether generated images are copies of training images, by pixels (Meehan et al., 2020).</summary>
internal sealed record CopyCheckMetric : IGanMetric
{
    public string Name => MetricNames.CopyCheck;

    public MetricNeeds Needs => MetricNeeds.Thumbnails | MetricNeeds.TrainingImages | MetricNeeds.HeldOutImages;

    public bool LowerIsBetter => true;

    public IReadOnlyList<MetricValue> Compute(MetricInput input)
    {
        var check = CopyCheck.Of(input.Training.Thumbnails, input.Real.Thumbnails, input.Generated.Thumbnails, input.CancellationToken);
        return [new MetricValue(MetricNames.CopyRate, check.CloserThanHeldOut), new MetricValue(MetricNames.NearCopies, check.CloserThanClosest)];
    }

    public double Score(GanMetrics metrics) => metrics.CopyRate;
}
