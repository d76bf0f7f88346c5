using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>A number that a metric computed.</summary>
/// <param name="Name">The name by which <see cref="GanMetrics"/> lists the number, for example <c>recall</c>.</param>
/// <param name="Value">The number of the generated images; NaN is allowed.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record MetricValue(string Name, double Value)
{
    private const int MostDecimals = 15;

    /// <summary>The standard deviation over the subsets of images that were measured; NaN without subsets.</summary>
    /// <value>Default: NaN.</value>
    public double StandardDeviation { get; init; } = double.NaN;

    /// <summary>The standard error of the number, printed after ±; NaN if it is not known.</summary>
    /// <value>Default: NaN.</value>
    public double StandardError { get; init; } = double.NaN;

    /// <summary>The same number of the real images, printed in parentheses for comparison; null if it has no meaning for them.</summary>
    /// <value>Default: null.</value>
    public SubsetEstimate? OfRealImages { get; init; }

    /// <summary>A warning for readers of the number, for example that there were few images; null for none.</summary>
    /// <value>Default: null.</value>
    public string? Warning { get; init; }

    /// <summary>The number of decimals to print.</summary>
    /// <value>Default: 3; 0 to 15.</value>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 0 or above 15.</exception>
    public int Decimals { get; init => field = Check.Within(value, 0, MostDecimals); } = 3;
}

/// <summary>An estimate from several subsets or splits of the images.</summary>
/// <param name="Mean">The mean over them.</param>
/// <param name="StandardDeviation">How much they differ (population standard deviation, as torch-fidelity reports it); NaN without subsets.</param>
/// <param name="StandardError">The standard error of the mean; NaN without subsets.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public readonly record struct SubsetEstimate(double Mean, double StandardDeviation = double.NaN, double StandardError = double.NaN);
