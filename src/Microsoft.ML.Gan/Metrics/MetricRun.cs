using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>Checks a list of metrics, separates those that can be computed from those that cannot, and computes them.</summary>
internal static class MetricRun
{
    /// <summary>Data that a training cannot provide, because it trains on all its images and its discriminator changes.</summary>
    private const MetricNeeds NotWhileTraining = MetricNeeds.TrainingImages | MetricNeeds.HeldOutImages | MetricNeeds.DiscriminatorLogits;

    /// <summary>Checks an option that lists metrics.</summary>
    /// <param name="metrics">The metrics.</param>
    /// <param name="option">The name of the option.</param>
    /// <exception cref="ArgumentOutOfRangeException">A metric is null, has no name, or has a name that is taken.</exception>
    public static void Validate(IList<IGanMetric> metrics, string option)
    {
        Check.That(metrics is not null && metrics.All(metric => metric is not null), option, "must not be null nor contain null");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var metric in metrics!)
        {
            Check.That(!string.IsNullOrWhiteSpace(metric.Name), option, $"has a metric without a name: {metric.GetType().Name}");
            Check.That(
                IsBuiltIn(metric) || !MetricNames.IsReserved(metric.Name),
                option,
                $"has a metric '{metric.Name}' ({metric.GetType().Name}), but a metric of the library or one of its numbers has that name: take another name");
            Check.That(names.Add(metric.Name), option, $"has two metrics named '{metric.Name}', but names must differ");
        }
    }

    /// <summary>Checks that all metrics can be computed while a model is trained.</summary>
    /// <param name="metrics">The metrics.</param>
    /// <param name="option">The name of the option.</param>
    /// <exception cref="ArgumentOutOfRangeException">A metric needs held-out images or a trained discriminator.</exception>
    public static void ValidateForTraining(IList<IGanMetric> metrics, string option)
    {
        Validate(metrics, option);
        var impossible = metrics.Where(metric => (metric.Needs & NotWhileTraining) != 0).Select(metric => metric.Name).ToList();
        Check.That(
            impossible.Count == 0,
            option,
            $"cannot be measured while training: {string.Join(", ", impossible)} (need held-out images or the trained discriminator; " +
            "mlContext.Gan().Evaluate measures them after training)");
    }

    /// <summary>Separates the metrics that can be computed from those that cannot.</summary>
    public static (IReadOnlyList<IGanMetric> Possible, IReadOnlyList<MissingMetric> Missing) Split(
        IReadOnlyList<IGanMetric> metrics, MetricConditions conditions)
    {
        var (possible, missing) = (new List<IGanMetric>(), new List<MissingMetric>());
        foreach (var metric in metrics)
        {
            if (WhyNot(metric, conditions) is { } reason)
                missing.Add(new MissingMetric(metric.Name, reason));
            else
                possible.Add(metric);
        }

        return (possible, missing);
    }

    /// <summary>All data that the metrics need.</summary>
    public static MetricNeeds Needs(IEnumerable<IGanMetric> metrics) => metrics.Aggregate(MetricNeeds.None, (all, metric) => all | metric.Needs);

    /// <summary>Whether a metric needs a feature extractor.</summary>
    public static bool NeedsFeatures(IGanMetric metric) =>
        (metric.Needs & (MetricNeeds.FeatureStatistics | MetricNeeds.Features | MetricNeeds.ClassLogits)) != 0;

    /// <summary>Computes the metrics. A metric that throws is added to <see cref="GanMetrics.Missing"/>.</summary>
    /// <param name="metrics">The metrics.</param>
    /// <param name="input">The data of the images.</param>
    /// <param name="result">The numbers so far.</param>
    /// <param name="progress">Receives the name of each metric; null for none.</param>
    /// <returns>The numbers so far and the new ones.</returns>
    public static GanMetrics Compute(IReadOnlyList<IGanMetric> metrics, MetricInput input, GanMetrics result, EvaluationProgress? progress)
    {
        using var noGradient = no_grad();
        foreach (var metric in metrics)
        {
            input.CancellationToken.ThrowIfCancellationRequested();
            progress?.Begin($"computing {metric.Name}");
            try
            {
                using var scope = NewDisposeScope();
                result = Add(metric, metric.Compute(input), result);
            }
            catch (Exception e) when (e is not OperationCanceledException || !input.CancellationToken.IsCancellationRequested)
            {
                result = result with { Missing = [.. result.Missing, new MissingMetric(metric.Name, e.Message)] };
            }
        }

        return result;
    }

    private static string? WhyNot(IGanMetric metric, MetricConditions conditions)
    {
        if (conditions.Lacks(metric.Needs) is { } lacking)
            return lacking;
        try
        {
            return metric.WhyNot(conditions);
        }
        catch (Exception e)
        {
            return $"{nameof(IGanMetric.WhyNot)} failed: {e.Message}";
        }
    }

    /// <exception cref="InvalidOperationException">The metric gave no numbers, or a number without a name or with a name that is taken.</exception>
    private static GanMetrics Add(IGanMetric metric, IReadOnlyList<MetricValue> values, GanMetrics result)
    {
        if (values is null || values.Count == 0 || values.Any(value => value is null))
            throw new InvalidOperationException($"{nameof(IGanMetric.Compute)} of {metric.GetType().Name} must give at least one number, and none that is null");
        var known = result.Values.Select(value => value.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var value in values)
        {
            if (string.IsNullOrWhiteSpace(value.Name))
                throw new InvalidOperationException($"{nameof(IGanMetric.Compute)} of {metric.GetType().Name} gives a number without a name");
            if (!known.Add(value.Name) || (!IsBuiltIn(metric) && MetricNames.IsReserved(value.Name)))
                throw new InvalidOperationException($"its number '{value.Name}' has the name of another metric's number: take another name");
        }

        return result with
        {
            Values = [.. result.Values, .. values],
            Warnings = [.. result.Warnings, .. values.Select(value => value.Warning).OfType<string>()],
        };
    }

    private static bool IsBuiltIn(IGanMetric metric) => metric.GetType().Assembly == typeof(MetricRun).Assembly;
}
