namespace MlGan.Cli.Systems;

/// <summary>Metrics and feature extractors by their names on the command line.</summary>
internal static class MetricChoice
{
    private static readonly Dictionary<string, Func<IGanMetric>> s_metrics = new(StringComparer.OrdinalIgnoreCase)
    {
        ["fid"] = GanMetric.Fid,
        ["kid"] = () => GanMetric.Kid(),
        ["pr"] = () => GanMetric.PrecisionRecall(),
        ["dc"] = () => GanMetric.DensityCoverage(),
        ["is"] = () => GanMetric.InceptionScore(),
        ["similarity"] = GanMetric.Similarity,
    };

    public const string Names = "fid, kid, pr (precision and recall), dc (density and coverage), is (inception score), similarity";

    public const string FeatureNames = "resnet18, inception:FILE (pytorch-fid's weights as safetensors)";

    /// <exception cref="UsageException">A name is unknown.</exception>
    public static List<IGanMetric> Parse(string names) =>
    [
        .. names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name =>
            s_metrics.TryGetValue(name, out var create) ? create() : throw new UsageException($"There is no metric '{name}'. Known are: {Names}.")),
    ];

    /// <exception cref="UsageException">The name is unknown.</exception>
    public static GanFeatures FeaturesOf(string name) => name.Split(':', 2) switch
    {
        ["resnet18"] => GanFeatures.ResNet18(),
        ["classifier"] => GanFeatures.Classifier(),
        ["inception", var file] => GanFeatures.Inception(file),
        _ => throw new UsageException($"There are no features '{name}'. Known are: {FeatureNames}."),
    };
}
