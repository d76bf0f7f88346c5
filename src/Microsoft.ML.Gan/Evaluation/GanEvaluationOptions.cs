namespace Microsoft.ML.Gan;

/// <summary>The options of <see cref="GanOperationsCatalog.Evaluate(IDataView, IDataView, GanEvaluationOptions)"/>.</summary>
public sealed class GanEvaluationOptions
{
    /// <summary>The column of real images: <c>MLImage</c>, or a vector of pixels.</summary>
    /// <value>Default: <c>Image</c>.</value>
    public string ImageColumnName { get; set; } = "Image";

    /// <summary>The column of generated images.</summary>
    /// <value>Default: <c>Generated</c>.</value>
    public string GeneratedColumnName { get; set; } = "Generated";

    /// <summary>
    /// The column, in all data, of the class or the numbers that an image shows or was made for; null for none. Class rates
    /// and features by a classifier need a key.
    /// </summary>
    /// <value>Default: null.</value>
    public string? LabelColumnName { get; set; }

    /// <summary>
    /// Several such columns, as the model has them (<see cref="GanEstimator.Options.LabelColumnNames"/>), instead of
    /// <see cref="LabelColumnName"/>. The class is that of the first key among them.
    /// </summary>
    /// <value>Default: none.</value>
    public IList<string> LabelColumnNames { get; private set; } = [];

    /// <summary>What to measure; empty for everything that can be measured of what is given.</summary>
    /// <value>Default: empty.</value>
    public IList<GanMetric> Metrics { get; private set; } = [];

    /// <summary>
    /// What makes the features. Null for the default, which the log names: <see cref="GanFeatures.ResNet18"/> for colour images when
    /// NuGet package Microsoft.ML.DnnImageFeaturizer.ResNet18 is referenced, else a classifier trained on the real images and their
    /// labels, else none.
    /// </summary>
    /// <value>Default: null.</value>
    public GanFeatures? Features { get; set; }

    /// <summary>
    /// The images that the model was trained on, with the same columns as the real ones, which then should be others: what
    /// copies are looked for in, and what classifiers are trained on. Null when they are not at hand.
    /// </summary>
    /// <value>Default: null.</value>
    public IDataView? TrainingData { get; set; }

    /// <summary>The model whose discriminator is asked; null to leave it out.</summary>
    /// <value>Default: null.</value>
    public GanTransformer? Model { get; set; }

    /// <summary>How pixels lie in vector columns, as in <c>ExtractPixels</c>.</summary>
    /// <value>Default: the defaults of <c>ExtractPixels</c>.</value>
    public PixelLayout Layout { get; set; } = PixelLayout.Default;

    /// <summary>The shape of the images in vector columns whose type has only a length; null to read it from the type.</summary>
    /// <value>Default: null.</value>
    public ImageShape? ImageShape { get; set; }

    /// <summary>Images at once. Changes no result.</summary>
    /// <value>Default: 64.</value>
    public int BatchSize { get; set; } = 64;

    /// <summary>What random subsets, and the weights of classifiers, are drawn from.</summary>
    /// <value>Default: 0.</value>
    public int Seed { get; set; }

    /// <summary>The device that computes, as in <see cref="GanEstimator.Options.Device"/>.</summary>
    /// <value>Default: null.</value>
    public string? Device { get; set; }

    /// <summary>Bytes of memory that the images of each view may take. More than that are read again.</summary>
    /// <value>Default: 2 GiB.</value>
    public long ImageMemory { get; set; } = 2L << 30;

    /// <summary>
    /// Where classifiers and the features of real images are kept, by content, so that they are made once. Null to keep
    /// nothing.
    /// </summary>
    /// <value>Default: <see cref="DefaultCacheDirectory"/>.</value>
    public string? CacheDirectory { get; set; } = DefaultCacheDirectory;

    /// <summary>
    /// Whether <see cref="GanMetrics.RealReference"/> is computed, the metrics of real images against other real images. No image is
    /// read again. It takes about as long as the metrics that compare features take for half of the real images.
    /// </summary>
    /// <value>Default: true.</value>
    public bool RealReference { get; set; } = true;

    /// <summary>Receives the progress on the calling thread, after every batch of images and before every metric; null for none.</summary>
    /// <value>Default: null.</value>
    public IProgress<GanEvaluationProgress>? Progress { get; set; }

    /// <summary>Ends the evaluation with an <see cref="OperationCanceledException"/>.</summary>
    /// <value>Default: none.</value>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>The folder <c>Microsoft.ML.Gan</c> among the user's local application data; in the temporary folder where there is no such place.</summary>
    public static string DefaultCacheDirectory { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data
            ? data
            : Path.GetTempPath(),
        "Microsoft.ML.Gan");

    /// <summary>The label columns, whether there is none, one or more.</summary>
    internal IReadOnlyList<string> Labels => LabelColumnName is { } only ? [only] : [.. LabelColumnNames];

    /// <exception cref="ArgumentOutOfRangeException">An option has no meaning; the message names it.</exception>
    internal void Validate()
    {
        Check.That(!string.IsNullOrWhiteSpace(ImageColumnName), nameof(ImageColumnName), "must name a column");
        Check.That(!string.IsNullOrWhiteSpace(GeneratedColumnName), nameof(GeneratedColumnName), "must name a column");
        ConditionColumns.ValidateNames(LabelColumnName, LabelColumnNames);
        Check.That(Metrics.All(metric => metric is not null), nameof(Metrics), "must not contain null");
        Check.That(Layout is not null, nameof(Layout), "must not be null");
        Layout!.Validate();
        Check.Positive(BatchSize);
        ComputeDevice.Validate(Device);
        Check.Positive(ImageMemory);
        Check.That(CacheDirectory is null || CacheDirectory.Trim() != "", nameof(CacheDirectory), "must name a folder or be null");
        Require(MeasurementNeeds.Training, TrainingData is not null, nameof(TrainingData));
        Require(MeasurementNeeds.Judgements, Model is not null, nameof(Model));
        Require(MeasurementNeeds.Classes, Labels.Count > 0, nameof(LabelColumnName));
    }

    /// <summary>What to measure: what is listed, or all that the data and the model allow.</summary>
    /// <param name="hasClasses">Whether the label is a class.</param>
    /// <param name="features">What makes the features; null for nothing.</param>
    internal IReadOnlyList<GanMetric> Chosen(bool hasClasses, GanFeatures? features)
    {
        if (Metrics.Count > 0)
            return [.. Metrics];
        List<GanMetric> all = [GanMetric.Similarity()];
        if (features is not null)
            all.InsertRange(0, [GanMetric.Fid(), GanMetric.Kid(), GanMetric.PrecisionRecall(), GanMetric.DensityCoverage()]);
        if (features is not null and not GanFeatures.ResNet18Network) // which gives no class logits
            all.Insert(2, GanMetric.InceptionScore());
        if (TrainingData is not null)
            all.Add(GanMetric.CopyCheck());
        if (Model is not null)
            all.Add(GanMetric.Discriminator());
        if (hasClasses)
            all.Add(GanMetric.Classifier((features as GanFeatures.TrainedClassifier)?.Options)); // the one that makes the features serves here too
        return all;
    }

    private void Require(MeasurementNeeds need, bool isThere, string option)
    {
        if (!isThere && Metrics.FirstOrDefault(metric => metric.Needs.HasFlag(need)) is { } metric)
            Check.That(false, option, $"must be given to measure '{metric.Name}'");
    }
}
