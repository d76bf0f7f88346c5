namespace Microsoft.ML.Gan;

/// <summary>Computes metrics one by one. A metric that fails does not stop the others.</summary>
internal static class MetricRun
{
    /// <summary>Separates the metrics that can be computed from those that cannot.</summary>
    public static (IReadOnlyList<GanMetric> Possible, IReadOnlyList<MissingMetric> Missing) Split(IReadOnlyList<GanMetric> metrics, MetricConditions conditions)
    {
        var reasons = metrics.Select(metric => (Metric: metric, Reason: metric.WhyNot(conditions))).ToList();
        return (
            [.. reasons.Where(one => one.Reason is null).Select(one => one.Metric)],
            [.. reasons.Where(one => one.Reason is not null).Select(one => new MissingMetric(one.Metric.Name, one.Reason!))]);
    }

    /// <summary>Computes the metrics. A metric that throws is added to <see cref="GanMetrics.Missing"/>.</summary>
    /// <param name="metrics">The metrics.</param>
    /// <param name="measured">The measurements of the images.</param>
    /// <param name="result">The numbers so far.</param>
    /// <param name="progress">Receives the name of each metric; null for none.</param>
    /// <param name="cancellationToken">Stops before the next metric.</param>
    /// <returns>The numbers so far and the new ones.</returns>
    public static GanMetrics Compute(
        IReadOnlyList<GanMetric> metrics, Measurements measured, GanMetrics result, EvaluationProgress? progress, CancellationToken cancellationToken)
    {
        for (var i = 0; i < metrics.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Begin($"computing {metrics[i].Name}");
            try
            {
                result = metrics[i].Measure(measured, result);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                result = result with { Missing = [.. result.Missing, new MissingMetric(metrics[i].Name, e.Message)] };
            }
        }

        return result;
    }
}
