using System.Globalization;
using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>
/// How good generated images are, in numbers. What was not measured is NaN. Distances and scores that look at features say by
/// which extractor: numbers of different extractors mean different things and cannot be compared.
/// </summary>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record GanMetrics
{
    /// <summary>What made the features, in words; empty when none were needed.</summary>
    public string FeatureExtractor { get; init; } = "";

    /// <summary>What made the features, to the last weight: metrics are comparable only where this is equal.</summary>
    public string FeatureExtractorId { get; init; } = "";

    /// <summary>How many real images were measured.</summary>
    public int RealImages { get; init; }

    /// <summary>How many generated images were measured.</summary>
    public int GeneratedImages { get; init; }

    /// <summary>Fréchet Inception distance (Heusel et al., 2017), from 0; lower is better. It falls with the number of images.</summary>
    public double Fid { get; init; } = double.NaN;

    /// <summary>Kernel Inception distance (Bińkowski et al., 2018), about 0 for equal distributions; lower is better.</summary>
    public SubsetEstimate Kid { get; init; } = SubsetEstimate.None;

    /// <summary>Inception score of the generated images (Salimans et al., 2016), in [1, K] for K classes; higher is better.</summary>
    public SubsetEstimate InceptionScore { get; init; } = SubsetEstimate.None;

    /// <summary>Inception score of the real images, which that of generated ones is to be held against.</summary>
    public SubsetEstimate RealInceptionScore { get; init; } = SubsetEstimate.None;

    /// <summary>Share of generated images that lie among real ones (Kynkäänniemi et al., 2019), in [0, 1]: fidelity; higher is better.</summary>
    public double Precision { get; init; } = double.NaN;

    /// <summary>Share of real images that lie among generated ones (Kynkäänniemi et al., 2019), in [0, 1]: variety; higher is better.</summary>
    public double Recall { get; init; } = double.NaN;

    /// <summary>How densely real images stand around generated ones (Naeem et al., 2020), from 0, about 1 for equal distributions; higher is better.</summary>
    public double Density { get; init; } = double.NaN;

    /// <summary>Share of real images with a generated one near by (Naeem et al., 2020), in [0, 1]; higher is better.</summary>
    public double Coverage { get; init; } = double.NaN;

    /// <summary>
    /// Mean MS-SSIM of random pairs of generated images, of one class where there are classes (Odena et al., 2017), in [0, 1]:
    /// the lower, the more varied. Well above <see cref="RealSimilarity"/> means collapse.
    /// </summary>
    public double Similarity { get; init; } = double.NaN;

    /// <summary>Mean MS-SSIM of random pairs of real images.</summary>
    public double RealSimilarity { get; init; } = double.NaN;

    /// <summary>
    /// How often a generated image is closer to its nearest training image than a held-out image is to its own, in [0, 1], by
    /// pixels: ½ for images that are as new as held-out ones, 1 for copies.
    /// </summary>
    public double CopyRate { get; init; } = double.NaN;

    /// <summary>
    /// Share of generated images that are closer to a training image than 99 % of held-out images are, in [0, 1]: 0.01 for
    /// images that are as new as held-out ones.
    /// </summary>
    public double NearCopies { get; init; } = double.NaN;

    /// <summary>How often generated images deceive the model's own discriminator, in [0, 1]: the discriminator is held, the generator judged.</summary>
    public double DeceptionRate { get; init; } = double.NaN;

    /// <summary>
    /// How often the model's own discriminator judges rightly, on real images it was not trained on and generated ones in
    /// equal parts, in [0, 1]; ½ when it cannot tell them apart: the generator is held, the discriminator judged.
    /// </summary>
    public double DiscriminatorAccuracy { get; init; } = double.NaN;

    /// <summary>
    /// How often a real image gets a higher logit than a generated one (area under the ROC curve), in [0, 1]: as
    /// <see cref="DiscriminatorAccuracy"/>, whatever the loss made of the logit's zero.
    /// </summary>
    public double DiscriminatorAuc { get; init; } = double.NaN;

    /// <summary>How often a classifier that was trained on real images names the class that a generated image was made for, in [0, 1].</summary>
    public double IntendedClassRate { get; init; } = double.NaN;

    /// <summary>How often the same classifier names the class of real images it was not trained on, in [0, 1]: what the two others are held against.</summary>
    public double RealClassifierAccuracy { get; init; } = double.NaN;

    /// <summary>How often a classifier that was trained on generated images names the class of real ones, in [0, 1].</summary>
    public double SyntheticClassifierAccuracy { get; init; } = double.NaN;

    /// <summary>
    /// The metrics that compare features, of real images against other real images: the scale for these numbers. The real
    /// images are split into two disjoint parts. Each has as many images as were generated, or half of the real images if these are fewer.
    /// FID falls with the number of images, so a reference of fewer images is higher. Null if it was not computed.
    /// </summary>
    public GanMetrics? RealReference { get; init; }

    /// <summary>The metrics that could not be computed, with the reasons. Their numbers are NaN.</summary>
    public IReadOnlyList<MissingMetric> Missing { get; init; } = [];

    /// <summary>What must be known to read these numbers, in words; empty when there is nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What was measured, in one line, the same in every culture; in parentheses what real images give.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        Add("FID", Fid, "F2", RealReference?.Fid);
        AddEstimate("KID", Kid, Kid.StandardError, "F5", RealReference?.Kid.Mean);
        AddEstimate("IS", InceptionScore, InceptionScore.StandardDeviation, "F2", RealInceptionScore.Mean);
        Add("precision", Precision, "F3", RealReference?.Precision);
        Add("recall", Recall, "F3", RealReference?.Recall);
        Add("density", Density, "F3", RealReference?.Density);
        Add("coverage", Coverage, "F3", RealReference?.Coverage);
        Add("MS-SSIM", Similarity, "F3", RealSimilarity);
        Add("copy rate", CopyRate, "F3");
        Add("near copies", NearCopies, "F3");
        Add("deception rate", DeceptionRate, "F3");
        Add("discriminator accuracy", DiscriminatorAccuracy, "F3");
        Add("intended class rate", IntendedClassRate, "F3", RealClassifierAccuracy);
        Add("synthetic classifier accuracy", SyntheticClassifierAccuracy, "F3", RealClassifierAccuracy);
        if (Missing.Count > 0)
            parts.Add($"not measured: {string.Join(", ", Missing.Select(missing => missing.Name))}");
        return string.Join(", ", parts) + (FeatureExtractor == "" ? "" : $" ({FeatureExtractor})");

        void Add(string name, double value, string format, double? real = null)
        {
            if (!double.IsNaN(value))
                parts.Add($"{name} {Text(value, format)}{Real(real, format)}");
        }

        void AddEstimate(string name, SubsetEstimate estimate, double spread, string format, double? real)
        {
            if (!double.IsNaN(estimate.Mean))
                parts.Add($"{name} {Text(estimate.Mean, format)} ± {Text(spread, format)}{Real(real, format)}");
        }

        static string Real(double? value, string format) => value is { } known && !double.IsNaN(known) ? $" (real {Text(known, format)})" : "";

        static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
    }
}

/// <summary>An estimate from several subsets or splits of the images.</summary>
/// <param name="Mean">The mean over them.</param>
/// <param name="StandardDeviation">How much they differ (population standard deviation, what torch-fidelity reports).</param>
/// <param name="StandardError">The standard error of the mean.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public readonly record struct SubsetEstimate(double Mean, double StandardDeviation, double StandardError)
{
    internal static SubsetEstimate None { get; } = new(double.NaN, double.NaN, double.NaN);
}
