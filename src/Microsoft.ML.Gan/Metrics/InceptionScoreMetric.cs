using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>Inception score (Salimans et al., 2016).</summary>
internal sealed record InceptionScoreMetric(int Splits) : IGanMetric
{
    public string Name => MetricNames.InceptionScore;

    public MetricNeeds Needs => MetricNeeds.ClassLogits;

    public bool LowerIsBetter => false;

    public string? WhyNot(MetricConditions conditions) => conditions.FewerThan(Splits) is { } problem
        ? $"{problem}: one for each of {Splits} splits. GanMetric.InceptionScore(splits) takes another number"
        : null;

    public IReadOnlyList<MetricValue> Compute(MetricInput input)
    {
        var generated = Of(input.Generated.ClassLogits);
        return
        [
            new MetricValue(Name, generated.Mean)
            {
                StandardDeviation = generated.StandardDeviation,
                StandardError = generated.StandardError,
                OfRealImages = Of(input.Real.ClassLogits),
                Decimals = 2,
            },
        ];
    }

    private SubsetEstimate Of(Tensor logits)
    {
        var score = InceptionScore.OfLogits(logits, Splits);
        return new SubsetEstimate(score.Mean, score.Deviation, score.Deviation / Math.Sqrt(Splits));
    }
}
