using System.Globalization;
using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>
/// The metrics of generated images. A number that was not measured is NaN. Numbers that compare features can be compared
/// only if one feature extractor made them.
/// </summary>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record GanMetrics
{
    /// <summary>The feature extractor in words; empty if no metric needed features.</summary>
    public string FeatureExtractor { get; init; } = "";

    /// <summary>The id of the feature extractor, with its options and a hash of its weights. Metrics are comparable only if it is equal.</summary>
    public string FeatureExtractorId { get; init; } = "";

    /// <summary>The number of real images.</summary>
    public int RealImages { get; init; }

    /// <summary>The number of generated images.</summary>
    public int GeneratedImages { get; init; }

    /// <summary>All numbers, those of a user's own metrics among them, in the order in which they were computed.</summary>
    public IReadOnlyList<MetricValue> Values { get; init; } = [];

    /// <summary>The number of this name, for example <c>metrics["recall"]</c>; NaN if it was not measured.</summary>
    /// <param name="name">The name, as in <see cref="MetricValue.Name"/>; case matters.</param>
    public double this[string name] => Find(name)?.Value ?? double.NaN;

    /// <summary>Fréchet Inception distance (Heusel et al., 2017), from 0; lower is better. It falls with the number of images.</summary>
    [JsonIgnore]
    public double Fid => this[MetricNames.Fid];

    /// <summary>Kernel Inception distance (Bińkowski et al., 2018), about 0 for equal distributions; lower is better.</summary>
    [JsonIgnore]
    public SubsetEstimate Kid => Estimate(MetricNames.Kid);

    /// <summary>Inception score of the generated images (Salimans et al., 2016), in [1, K] for K classes; higher is better.</summary>
    [JsonIgnore]
    public SubsetEstimate InceptionScore => Estimate(MetricNames.InceptionScore);

    /// <summary>Inception score of the real images, to compare with.</summary>
    [JsonIgnore]
    public SubsetEstimate RealInceptionScore => OfRealImages(MetricNames.InceptionScore);

    /// <summary>Share of generated images that lie among real ones (Kynkäänniemi et al., 2019), in [0, 1]: fidelity; higher is better.</summary>
    [JsonIgnore]
    public double Precision => this[MetricNames.Precision];

    /// <summary>Share of real images that lie among generated ones (Kynkäänniemi et al., 2019), in [0, 1]: variety; higher is better.</summary>
    [JsonIgnore]
    public double Recall => this[MetricNames.Recall];

    /// <summary>How densely real images surround generated ones (Naeem et al., 2020), from 0, about 1 for equal distributions; higher is better.</summary>
    [JsonIgnore]
    public double Density => this[MetricNames.Density];

    /// <summary>Share of real images with a generated one near by (Naeem et al., 2020), in [0, 1]; higher is better.</summary>
    [JsonIgnore]
    public double Coverage => this[MetricNames.Coverage];

    /// <summary>
    /// Mean MS-SSIM of random pairs of generated images, of one class if there are classes (Odena et al., 2017), in [0, 1]: the lower,
    /// the more varied. Well above <see cref="RealSimilarity"/> means collapse.
    /// </summary>
    [JsonIgnore]
    public double Similarity => this[MetricNames.Similarity];

    /// <summary>Mean MS-SSIM of random pairs of real images.</summary>
    [JsonIgnore]
    public double RealSimilarity => OfRealImages(MetricNames.Similarity).Mean;

    /// <summary>
    /// How often a generated image is closer to its nearest training image than a held-out image is to its own, in [0, 1], by
    /// pixels: ½ for images that are as new as held-out ones, 1 for copies.
    /// </summary>
    [JsonIgnore]
    public double CopyRate => this[MetricNames.CopyRate];

    /// <summary>
    /// Share of generated images that are closer to a training image than 99 % of held-out images are, in [0, 1]: 0.01 for
    /// images that are as new as held-out ones.
    /// </summary>
    [JsonIgnore]
    public double NearCopies => this[MetricNames.NearCopies];

    /// <summary>Share of generated images that the model's own discriminator takes for real, in [0, 1]. It tests the generator.</summary>
    [JsonIgnore]
    public double DeceptionRate => this[MetricNames.DeceptionRate];

    /// <summary>
    /// Accuracy of the model's own discriminator on equal parts of generated images and of real ones that it was not trained on, in
    /// [0, 1]; ½ if it cannot tell them apart. It tests the discriminator.
    /// </summary>
    [JsonIgnore]
    public double DiscriminatorAccuracy => this[MetricNames.DiscriminatorAccuracy];

    /// <summary>
    /// Area under the discriminator's ROC curve, in [0, 1]: how often a real image gets a higher logit than a generated one. Unlike
    /// <see cref="DiscriminatorAccuracy"/> it does not depend on the loss's threshold.
    /// </summary>
    [JsonIgnore]
    public double DiscriminatorAuc => this[MetricNames.DiscriminatorAuc];

    /// <summary>Share of generated images to which a classifier trained on real images gives the class that was asked for, in [0, 1].</summary>
    [JsonIgnore]
    public double IntendedClassRate => this[MetricNames.IntendedClassRate];

    /// <summary>Accuracy of the same classifier on real images that it was not trained on, in [0, 1], to compare the two others with.</summary>
    [JsonIgnore]
    public double RealClassifierAccuracy => OfRealImages(MetricNames.IntendedClassRate).Mean;

    /// <summary>Accuracy on real images of a classifier that was trained on generated images, in [0, 1].</summary>
    [JsonIgnore]
    public double SyntheticClassifierAccuracy => this[MetricNames.SyntheticClassifierAccuracy];

    /// <summary>
    /// The metrics that compare features, of real images against other real images: the scale for these numbers. The real
    /// images are split into two disjoint parts. Each has as many images as were generated, or half of the real images if these are fewer.
    /// FID falls with the number of images, so a reference of fewer images is higher. Null if it was not computed.
    /// </summary>
    public GanMetrics? RealReference { get; init; }

    /// <summary>The metrics that could not be computed, with the reasons. Their numbers are NaN.</summary>
    public IReadOnlyList<MissingMetric> Missing { get; init; } = [];

    /// <summary>Warnings for readers of these numbers; empty if there are none.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>All numbers in one line, the same in every culture; in parentheses those of real images.</summary>
    public override string ToString()
    {
        var parts = Values.Where(value => !double.IsNaN(value.Value)).Select(Text).ToList();
        if (Missing.Count > 0)
            parts.Add($"not measured: {string.Join(", ", Missing.Select(missing => missing.Name))}");
        return string.Join(", ", parts) + (FeatureExtractor == "" ? "" : $" ({FeatureExtractor})");
    }

    /// <summary>The number of this name with its spread; null if it was not measured.</summary>
    /// <param name="name">The name, as in <see cref="MetricValue.Name"/>; case matters.</param>
    public MetricValue? Find(string name) => Values.FirstOrDefault(value => value.Name == name);

    private SubsetEstimate Estimate(string name) => Find(name) is { } found
        ? new SubsetEstimate(found.Value, found.StandardDeviation, found.StandardError)
        : new SubsetEstimate(double.NaN);

    private SubsetEstimate OfRealImages(string name) => Find(name)?.OfRealImages ?? new SubsetEstimate(double.NaN);

    private string Text(MetricValue value)
    {
        string Number(double number) => number.ToString($"F{value.Decimals}", CultureInfo.InvariantCulture);

        var real = RealReference?.Find(value.Name)?.Value ?? value.OfRealImages?.Mean ?? double.NaN;
        var spread = double.IsNaN(value.StandardError) ? "" : $" ± {Number(value.StandardError)}";
        return $"{value.Name} {Number(value.Value)}{spread}{(double.IsNaN(real) ? "" : $" (real {Number(real)})")}";
    }
}
