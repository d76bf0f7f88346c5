namespace Microsoft.ML.Gan;

/// <summary>
/// A metric of generated images: it says what it needs, whether it can be computed, and computes one or several named numbers.
/// <see cref="GanMetric"/> has the metrics of the library; a class of your own works wherever those do: in
/// <see cref="GanEvaluationOptions.Metrics"/> and in <see cref="GanTrainingEvaluationOptions.Metrics"/>.
/// </summary>
/// <remarks>
/// <para>
/// A metric that needs features and nothing else is also computed of real images against other real images, for
/// <see cref="GanMetrics.RealReference"/>.
/// </para>
/// <para>
/// A metric holds its options and nothing else, so that one instance can be used for any number of evaluations. It must not draw
/// from torch's own random generator: a training draws from it, and would end with other weights because it was measured. Use
/// <see cref="MetricInput.Seed"/>.
/// </para>
/// </remarks>
public interface IGanMetric
{
    /// <summary>
    /// The name in logs, in <see cref="GanMetrics.Missing"/> and in the scores of checkpoints, for example <c>FID</c>. It must differ
    /// from the names of other metrics in the same list and from all names that the library's own metrics use.
    /// </summary>
    string Name { get; }

    /// <summary>The data that must be gathered before <see cref="Compute"/> is called. Data that no metric needs are not gathered.</summary>
    MetricNeeds Needs { get; }

    /// <summary>Whether a lower <see cref="Score"/> is better. <see cref="GanTrainingEvaluationOptions.KeepBest"/> and checkpoints use it.</summary>
    bool LowerIsBetter { get; }

    /// <summary>
    /// The reason why the metric cannot be computed, before anything is computed; null if it can. The needs are checked already.
    /// <c>Evaluate</c> lists the metric in <see cref="GanMetrics.Missing"/>; a training refuses to start.
    /// </summary>
    /// <param name="conditions">The properties of both sets of images.</param>
    string? WhyNot(MetricConditions conditions) => null;

    /// <summary>
    /// Computes the numbers. If it throws, the metric is listed in <see cref="GanMetrics.Missing"/> with the exception's message; the
    /// other metrics are computed, and a training goes on. It is called without gradients, in a dispose scope of its own.
    /// </summary>
    /// <param name="input">The data of real and generated images that <see cref="Needs"/> names.</param>
    /// <returns>At least one number. Names must differ from one another and from the names of other metrics' numbers.</returns>
    IReadOnlyList<MetricValue> Compute(MetricInput input);

    /// <summary>
    /// The number by which generators are compared, if the metric is the first of a training's metrics. By default the number that
    /// has the metric's name.
    /// </summary>
    /// <param name="metrics">All numbers of an evaluation.</param>
    /// <returns>NaN if the metric was not computed.</returns>
    double Score(GanMetrics metrics) => metrics[Name];
}
