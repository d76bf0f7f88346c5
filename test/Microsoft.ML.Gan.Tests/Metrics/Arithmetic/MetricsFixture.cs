using System.Text.Json;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Metrics.Arithmetic;

/// <summary>The numbers that NumPy and SciPy computed (metrics_fixtures.py), and the same inputs.</summary>
internal static class MetricsFixture
{
    private static readonly JsonElement _root =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Metrics", "Arithmetic", "metrics.json"))).RootElement;

    public static JsonElement Get(string name) => _root.GetProperty(name);

    public static double Number(string name, string part) => Get(name).GetProperty(part).GetDouble();

    /// <summary>A pattern, float64.</summary>
    public static Tensor Pattern64(int salt, params long[] shape) => Pattern.Uniform(salt, shape).to(ScalarType.Float64);

    /// <summary>Correlated features.</summary>
    public static Tensor Real(int salt, long count, long dimensions) => Pattern64(salt, count, dimensions).mm(Pattern64(99, dimensions, dimensions));

    /// <summary>Features with a smaller variance and another mean than the real ones.</summary>
    public static Tensor Generated(int salt, long count, long dimensions) => (0.75 * Real(salt, count, dimensions)) + 0.25;

    /// <summary>Statistics of features that come in batches.</summary>
    public static FeatureStatistics Statistics(Tensor features, long batch = 64, string extractor = "pattern")
    {
        var statistics = new FeatureStatistics(extractor);
        for (long row = 0; row < features.shape[0]; row += batch)
            statistics.Add(features.narrow(0, row, Math.Min(batch, features.shape[0] - row)));
        return statistics;
    }
}
