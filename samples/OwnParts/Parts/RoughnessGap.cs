using Microsoft.ML.Gan;
using static TorchSharp.torch;

namespace OwnParts;

/// <summary>
/// A metric: by how much the mean difference between neighbouring pixels of generated pictures is off that of real ones, as a share
/// of the latter. 0 if both are equally rough; lower is better.
/// </summary>
internal sealed class RoughnessGap : IGanMetric
{
    public string Name => "roughness gap";

    public MetricNeeds Needs => MetricNeeds.Images;

    public bool LowerIsBetter => true;

    public string? WhyNot(MetricConditions conditions) =>
        conditions.Shape.Width > 1 ? null : $"it needs images of at least 2 columns, but these are {conditions.Shape}";

    /// <summary>The first number has the name of the metric, so KeepBest compares generators by it.</summary>
    public IReadOnlyList<MetricValue> Compute(MetricInput input)
    {
        var (real, generated) = (Roughness(input.Real), Roughness(input.Generated));
        return
        [
            new MetricValue(Name, Math.Abs((generated / real) - 1)),
            new MetricValue("roughness", generated) { OfRealImages = new SubsetEstimate(real) },
        ];
    }

    private static double Roughness(MeasuredImages images)
    {
        var sum = 0.0;
        foreach (var batch in images.ReadImages())
        {
            using var scope = NewDisposeScope();
            var columns = batch.shape[3] - 1;
            sum += (batch.narrow(3, 1, columns) - batch.narrow(3, 0, columns)).abs().mean([1, 2, 3]).sum().item<float>();
        }

        return sum / images.Count;
    }
}
