namespace Microsoft.ML.Gan;

/// <summary>The number of synthetic rows that a GAN adds to a dataset, and the filters of its images.</summary>
public sealed class AugmentWithGanOptions
{
    /// <summary>The data's image column; synthetic rows have the same type.</summary>
    /// <value>Default: <c>Image</c>.</value>
    public string ImageColumnName { get; set; } = "Image";

    /// <summary>The data's key column with the classes of the GAN; null for the GAN's own label column.</summary>
    /// <value>Default: null.</value>
    public string? LabelColumnName { get; set; }

    /// <summary>
    /// Whether to balance the classes, so that all have the same number of rows. A class without real rows stays empty, because the GAN may not have
    /// been trained on it.
    /// </summary>
    /// <value>Default: false.</value>
    public bool Balance { get; set; }

    /// <summary>
    /// The factor by which the data are enlarged; with <see cref="Balance"/>, the size of each class relative to the largest one. Null for 2, or for
    /// 1 with <see cref="Balance"/>.
    /// </summary>
    /// <value>Default: null; at least 1.</value>
    public double? Factor { get; set; }

    /// <summary>The column that marks synthetic rows, a Boolean.</summary>
    /// <value>Default: <c>IsSynthetic</c>.</value>
    public string SyntheticColumnName { get; set; } = "IsSynthetic";

    /// <summary>The number of images generated per row, of which the one with the highest discriminator logit is kept.</summary>
    /// <value>Default: 1, which does not use the discriminator.</value>
    public int BestOf { get; set; } = 1;

    /// <summary>
    /// A classifier that filters images: an image is used only if this transformer predicts its intended class. It gets rows with the data's schema
    /// and must add a key column of the same classes. Train it only on these data.
    /// </summary>
    /// <value>Default: null, no filter.</value>
    public ITransformer? Classifier { get; set; }

    /// <summary>The column of the classifier's prediction.</summary>
    /// <value>Default: <c>PredictedLabel</c>.</value>
    public string PredictedLabelColumnName { get; set; } = "PredictedLabel";

    /// <summary>The maximum number of attempts per row until the classifier agrees. After that the row is left out, and <c>MLContext.Log</c> says
    /// so.</summary>
    /// <value>Default: 16.</value>
    public int Attempts { get; set; } = 16;

    /// <summary>
    /// The pixel layout of a vector column, as in <c>ExtractPixels</c>; null for the layout of the GAN's training column, if it has the same name, or
    /// else the defaults of <c>ExtractPixels</c>.
    /// </summary>
    /// <value>Default: null.</value>
    public PixelLayout? PixelLayout { get; set; }

    /// <summary>The number of rows that are made at once.</summary>
    /// <value>Default: 64.</value>
    public int BatchSize { get; set; } = 64;

    /// <summary>The random seed; the same seed gives the same rows. Null to derive it from the MLContext.</summary>
    /// <value>Default: null.</value>
    public int? Seed { get; set; }

    /// <summary>
    /// To which rows a pipeline stage (<c>mlContext.Transforms.AugmentWithGan</c>) adds synthetic ones; <c>mlContext.Data.AugmentWithGan</c> always
    /// adds to its data.
    /// </summary>
    /// <value>Default: <see cref="AugmentedRows.Fitted"/>, so that no synthetic rows are scored.</value>
    public AugmentedRows AppliesTo { get; set; } = AugmentedRows.Fitted;

    internal double EffectiveFactor => Factor ?? (Balance ? 1 : 2);

    internal AugmentWithGanOptions Copy() => (AugmentWithGanOptions)MemberwiseClone();

    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
    internal void Validate()
    {
        Check.That(!string.IsNullOrWhiteSpace(ImageColumnName), nameof(ImageColumnName), "must name a column");
        Check.That(LabelColumnName is null || LabelColumnName.Trim() != "", nameof(LabelColumnName), "must name a column or be null");
        Check.That(!string.IsNullOrWhiteSpace(SyntheticColumnName), nameof(SyntheticColumnName), "must name a column");
        Check.That(!string.IsNullOrWhiteSpace(PredictedLabelColumnName), nameof(PredictedLabelColumnName), "must name a column");
        Check.That(EffectiveFactor >= 1 && double.IsFinite(EffectiveFactor), nameof(Factor), $"must be at least 1, but is {Factor}");
        Check.Positive(BestOf);
        Check.Positive(Attempts);
        PixelLayout?.Validate();
        Check.Positive(BatchSize);
        Check.That(Enum.IsDefined(AppliesTo), nameof(AppliesTo), $"is unknown: {AppliesTo}");
    }
}
