namespace Microsoft.ML.Gan;

/// <summary>How many synthetic rows a GAN adds to a dataset, and which of what it makes is good enough.</summary>
public sealed class AugmentWithGanOptions
{
    /// <summary>The data's column of images, which the synthetic rows fill in its own type.</summary>
    /// <value>Default: <c>Image</c>.</value>
    public string ImageColumnName { get; set; } = "Image";

    /// <summary>The data's column of classes, a key of the classes that the GAN was trained on; null for the GAN's own label column.</summary>
    /// <value>Default: null.</value>
    public string? LabelColumnName { get; set; }

    /// <summary>
    /// Whether classes are filled up until all have as many rows. A class without any real row stays empty: nobody knows whether the
    /// GAN has ever seen it.
    /// </summary>
    /// <value>Default: false.</value>
    public bool Balance { get; set; }

    /// <summary>
    /// How many times as large the data become; with <see cref="Balance"/>, how many times the largest class all classes are. Null
    /// for 2, or for 1 with <see cref="Balance"/>.
    /// </summary>
    /// <value>Default: null; at least 1.</value>
    public double? Factor { get; set; }

    /// <summary>The column that marks synthetic rows, a Boolean.</summary>
    /// <value>Default: <c>IsSynthetic</c>.</value>
    public string SyntheticColumnName { get; set; } = "IsSynthetic";

    /// <summary>Of so many images made for a row, the one is kept that the discriminator finds most real.</summary>
    /// <value>Default: 1, which asks no discriminator.</value>
    public int BestOf { get; set; } = 1;

    /// <summary>
    /// A classifier that must agree: an image is used if this transformer gives it the class that it was made for. It is given rows
    /// like the data's and must add a key column of the same classes. Train it on the same data, or on fewer.
    /// </summary>
    /// <value>Default: null, none is asked.</value>
    public ITransformer? Classifier { get; set; }

    /// <summary>The column of the classifier's answer.</summary>
    /// <value>Default: <c>PredictedLabel</c>.</value>
    public string PredictedLabelColumnName { get; set; } = "PredictedLabel";

    /// <summary>How often a row is tried until the classifier agrees. After that there is no such row, and <c>MLContext.Log</c> says so.</summary>
    /// <value>Default: 16.</value>
    public int Attempts { get; set; } = 16;

    /// <summary>
    /// How pixels lie in a column of vectors, as in <c>ExtractPixels</c>; null for the layout by which the GAN read the column of this
    /// name in its training, or, if it was trained on another, for the defaults of <c>ExtractPixels</c>.
    /// </summary>
    /// <value>Default: null.</value>
    public PixelLayout? PixelLayout { get; set; }

    /// <summary>Rows that are made at once.</summary>
    /// <value>Default: 64.</value>
    public int BatchSize { get; set; } = 64;

    /// <summary>What the synthetic rows are drawn from: the same seed gives the same rows. Null to draw one from the MLContext.</summary>
    /// <value>Default: null.</value>
    public int? Seed { get; set; }

    /// <summary>
    /// To which rows the stage of a pipeline adds (<c>mlContext.Transforms.AugmentWithGan</c>); <c>mlContext.Data.AugmentWithGan</c> adds
    /// to the data that it is given in any case.
    /// </summary>
    /// <value>Default: <see cref="AugmentedRows.Fitted"/>, so that scoring sees no synthetic row.</value>
    public AugmentedRows AppliesTo { get; set; } = AugmentedRows.Fitted;

    internal double EffectiveFactor => Factor ?? (Balance ? 1 : 2);

    internal AugmentWithGanOptions Copy() => (AugmentWithGanOptions)MemberwiseClone();

    /// <exception cref="ArgumentOutOfRangeException">An option has no meaning; the message names it.</exception>
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
