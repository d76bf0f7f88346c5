namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>A user's metric that computes what a test asks for.</summary>
/// <param name="name">The name.</param>
/// <param name="compute">The computation.</param>
internal sealed class OwnMetric(string name, Func<MetricInput, IReadOnlyList<MetricValue>> compute) : IGanMetric
{
    /// <summary>A metric of one number, which has the metric's name.</summary>
    public OwnMetric(string name, Func<MetricInput, double> compute)
        : this(name, input => [new MetricValue(name, compute(input))])
    {
    }

    public string Name => name;

    public MetricNeeds Needs { get; init; }

    public bool LowerIsBetter { get; init; } = true;

    public Func<MetricConditions, string?>? Reason { get; init; }

    public Func<GanMetrics, double>? ScoreOf { get; init; }

    public string? WhyNot(MetricConditions conditions) => Reason?.Invoke(conditions);

    public IReadOnlyList<MetricValue> Compute(MetricInput input) => compute(input);

    public double Score(GanMetrics metrics) => ScoreOf is null ? metrics[name] : ScoreOf(metrics);
}
