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
    /// The column, in all views, of the class or the numbers that an image shows or was generated for; null for none. Class rates
    /// and features by a classifier need a key.
    /// </summary>
    /// <value>Default: null.</value>
    public string? LabelColumnName { get; set; }

    /// <summary>
    /// Several such columns, as the model has them (<see cref="GanEstimator.Options.LabelColumnNames"/>), instead of
    /// <see cref="LabelColumnName"/>. The class is that of the first key among them.
    /// </summary>
    /// <value>Default: none.</value>
    public IList<string> LabelColumnNames { get; set; } = [];

    /// <summary>
    /// The metrics to compute: those of <see cref="GanMetric"/>, or your own. Empty for all metrics of the library that the data and
    /// the other options allow.
    /// </summary>
    /// <value>Default: empty.</value>
    public IList<IGanMetric> Metrics { get; set; } = [];

    /// <summary>
    /// The feature extractor. Null for the default, which is logged: <see cref="GanFeatures.ResNet18"/> for colour images if NuGet
    /// package Microsoft.ML.DnnImageFeaturizer.ResNet18 is referenced, else a classifier trained on the real images and their labels,
    /// else none.
    /// </summary>
    /// <value>Default: null.</value>
    public GanFeatures? Features { get; set; }

    /// <summary>
    /// The images that the model was trained on, with the same columns as the real images, which should then be others. Copies are
    /// looked for among them, and classifiers are trained on them. Null if they are not available.
    /// </summary>
    /// <value>Default: null.</value>
    public IDataView? TrainingData { get; set; }

    /// <summary>The model whose discriminator is tested; null for none.</summary>
    /// <value>Default: null.</value>
    public GanTransformer? Model { get; set; }

    /// <summary>The pixel layout of vector columns, as in <c>ExtractPixels</c>.</summary>
    /// <value>Default: the defaults of <c>ExtractPixels</c>.</value>
    public PixelLayout PixelLayout { get; set; } = PixelLayout.Default;

    /// <summary>The shape of the images in vector columns whose type has only a length; null to read it from the type.</summary>
    /// <value>Default: null.</value>
    public ImageShape? ImageShape { get; set; }

    /// <summary>Images in a batch. It changes no result.</summary>
    /// <value>Default: 64.</value>
    public int BatchSize { get; set; } = 64;

    /// <summary>The seed of random subsets and of the weights of classifiers.</summary>
    /// <value>Default: 0.</value>
    public int Seed { get; set; }

    /// <summary>The device, as in <see cref="GanEstimator.Options.Device"/>.</summary>
    /// <value>Default: null.</value>
    public string? Device { get; set; }

    /// <summary>The most bytes of memory for the images of each view. If they take more, the view is read again.</summary>
    /// <value>Default: 2 GiB.</value>
    public long CacheBytes { get; set; } = 2L << 30;

    /// <summary>The folder of trained classifiers and of the features of real images, so that they are computed once. Null for none.</summary>
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

    /// <summary>Cancels the evaluation with an <see cref="OperationCanceledException"/>.</summary>
    /// <value>Default: none.</value>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>The folder <c>Microsoft.ML.Gan</c> in the user's local application data, or in the temporary folder if there is none.</summary>
    public static string DefaultCacheDirectory { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data
            ? data
            : Path.GetTempPath(),
        "Microsoft.ML.Gan");

    /// <summary>The label columns, whether there is none, one or more.</summary>
    internal IReadOnlyList<string> Labels => LabelColumnName is { } only ? [only] : [.. LabelColumnNames];

    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
    internal void Validate()
    {
        Check.That(!string.IsNullOrWhiteSpace(ImageColumnName), nameof(ImageColumnName), "must name a column");
        Check.That(!string.IsNullOrWhiteSpace(GeneratedColumnName), nameof(GeneratedColumnName), "must name a column");
        ConditionColumns.ValidateNames(LabelColumnName, LabelColumnNames);
        Check.That(Metrics is not null, nameof(Metrics), "must not be null");
        MetricRun.Validate(Metrics!, nameof(Metrics));
        Check.That(PixelLayout is not null, nameof(PixelLayout), "must not be null");
        PixelLayout!.Validate();
        Check.Positive(BatchSize);
        ComputeDevice.Validate(Device);
        Check.Positive(CacheBytes);
        Check.That(CacheDirectory is null || CacheDirectory.Trim() != "", nameof(CacheDirectory), "must name a folder or be null");
        Require(MetricNeeds.TrainingImages, TrainingData is not null, nameof(TrainingData));
        Require(MetricNeeds.DiscriminatorLogits, Model is not null, nameof(Model));
        Require(MetricNeeds.Classes, Labels.Count > 0, nameof(LabelColumnName));
    }

    /// <summary>The metrics to compute: those that are listed, or all that the data and the model allow.</summary>
    /// <param name="hasClasses">Whether the label is a class.</param>
    /// <param name="features">The features; null for none.</param>
    /// <param name="hasClassLogits">Whether the feature extractor gives class logits.</param>
    internal IReadOnlyList<IGanMetric> Chosen(bool hasClasses, GanFeatures? features, bool hasClassLogits)
    {
        if (Metrics.Count > 0)
            return [.. Metrics];
        List<IGanMetric> all = [];
        if (features is not null)
        {
            all.AddRange([GanMetric.Fid(), GanMetric.Kid()]);
            if (hasClassLogits)
                all.Add(GanMetric.InceptionScore());
            all.AddRange([GanMetric.PrecisionRecall(), GanMetric.DensityCoverage()]);
        }

        all.Add(GanMetric.Similarity());
        if (TrainingData is not null)
            all.Add(GanMetric.CopyCheck());
        if (Model is not null)
            all.Add(GanMetric.Discriminator());
        if (hasClasses)
            all.Add(GanMetric.Classifier((features as GanFeatures.TrainedClassifier)?.Options)); // the classifier of the features is trained once
        return all;
    }

    private void Require(MetricNeeds need, bool isThere, string option)
    {
        if (!isThere && Metrics.FirstOrDefault(metric => metric.Needs.HasFlag(need)) is { } metric)
            Check.That(false, option, $"must be given to measure '{metric.Name}'");
    }
}
