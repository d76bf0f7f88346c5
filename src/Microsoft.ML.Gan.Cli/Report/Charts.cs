namespace MlGan.Cli.Report;

/// <summary>Values over thousands of images.</summary>
/// <param name="Name">What the values are.</param>
/// <param name="Points">In the order of the images.</param>
/// <param name="IsReference">Whether the curve is there to compare another one with.</param>
internal sealed record Curve(string Name, IReadOnlyList<(double Kimg, double Value)> Points, bool IsReference = false);

/// <summary>Curves in one plot.</summary>
/// <param name="Title">What the plot shows.</param>
/// <param name="Explanation">How to read it; may be empty.</param>
/// <param name="Curves">At least one, each with at least one point.</param>
/// <param name="IsLogarithmic">Whether the values' axis is logarithmic.</param>
internal sealed record Chart(string Title, string Explanation, IReadOnlyList<Curve> Curves, bool IsLogarithmic = false)
{
    /// <summary>The most curves that can be told apart in one plot.</summary>
    private const int MostCurves = 6;

    /// <summary>Above this ratio of the largest to the smallest value, norms are drawn on a logarithmic axis.</summary>
    private const double LogarithmicRatio = 30;

    /// <summary>All plots of a run that have a point.</summary>
    public static IReadOnlyList<Chart> Of(IReadOnlyList<RunReport> reports)
    {
        string[] scalars = [.. reports.SelectMany(report => report.Scalars.Keys).Distinct().Order(StringComparer.Ordinal)];
        var losses = scalars.Where(name => name.EndsWith(".loss", StringComparison.Ordinal)).ToArray();
        var norms = scalars.Where(name => name.EndsWith(".gradientNorm", StringComparison.Ordinal)).ToArray();
        var balance = scalars.Where(name => name is "accuracy" or "diversity").ToArray();
        var others = scalars.Except([.. losses, .. norms, .. balance]);
        var isAugmented = reports.Any(report => report.AugmentationProbability is not null);
        Chart[] charts =
        [
            new("Losses", "Means since the report before. In an adversarial training they need not fall.", [.. losses.Select(Scalar)]),
            Logarithmic(new("Gradient norms", "Of each loss, over all parameters of the network.", [.. norms.Select(name => Scalar(name) with { Name = name.Replace(".gradientNorm", "", StringComparison.Ordinal) })])),
            new(
                isAugmented ? "Accuracy, diversity, augmentation" : "Accuracy and diversity",
                "Accuracy: the share of images that the discriminator classifies correctly; ½ if it cannot tell. Diversity: how much generated images differ, as a share of real ones." +
                (isAugmented ? " Augmentation: its probability." : ""),
                [.. balance.Select(Scalar), CurveOf("augmentation probability", report => report.AugmentationProbability)]),
            .. others.Chunk(MostCurves).Select(names => new Chart("Other terms", "Regularizers and what else the training reports.", [.. names.Select(Scalar)])),
            .. reports.SelectMany(report => report.Metrics.Keys).Distinct().Select(Metric),
            new("Speed", "Real images per second since the report before. Measuring and saving take their part of the time.", [CurveOf("images per second", report => report.ImagesPerSecond)]),
        ];
        return [.. charts.Select(chart => chart with { Curves = [.. chart.Curves.Where(curve => curve.Points.Count > 0)] }).Where(chart => chart.Curves.Count > 0)];

        Curve CurveOf(string name, Func<RunReport, double?> valueOf, bool isReference = false) => new(
            name,
            [.. reports.Select(report => (Kimg: report.Images / 1000.0, Value: valueOf(report))).Where(point => point.Value is not null).Select(point => (point.Kimg, point.Value!.Value))],
            isReference);

        Curve Scalar(string name) => CurveOf(name, report => report.Scalars.TryGetValue(name, out var value) ? value : null);

        Chart Metric(string name) => new(name, "Measured while training.", [
            CurveOf(name, report => report.Metrics.TryGetValue(name, out var value) ? value : null),
            CurveOf("real images", report => report.MetricsOfRealImages.TryGetValue(name, out var value) ? value : null, isReference: true),
        ]);
    }

    private static Chart Logarithmic(Chart chart)
    {
        double[] values = [.. chart.Curves.SelectMany(curve => curve.Points).Select(point => point.Value)];
        return chart with { IsLogarithmic = values.Length > 0 && values.Min() > 0 && values.Max() > LogarithmicRatio * values.Min() };
    }
}
