namespace Microsoft.ML.Gan.Metrics;

/// <summary>The two tests with classifiers (Shmelkov et al., 2018: GAN-test and GAN-train).</summary>
internal sealed record ClassifierMetric(ClassifierOptions Options) : IGanMetric
{
    public string Name => MetricNames.Classifier;

    public MetricNeeds Needs => MetricNeeds.Classes | MetricNeeds.HeldOutImages;

    public bool LowerIsBetter => false;

    public IReadOnlyList<MetricValue> Compute(MetricInput input)
    {
        var score = input.Classifiers!(Options);
        var baseline = new SubsetEstimate(score.Baseline.Accuracy);
        return
        [
            new MetricValue(MetricNames.IntendedClassRate, score.RealToSynthetic.Accuracy) { OfRealImages = baseline },
            new MetricValue(MetricNames.SyntheticClassifierAccuracy, score.SyntheticToReal.Accuracy) { OfRealImages = baseline },
        ];
    }

    public double Score(GanMetrics metrics) => metrics.IntendedClassRate;
}
