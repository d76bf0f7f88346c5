using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>Measures a view of generated images against a view of real ones: checks columns, measures the images, computes the metrics.</summary>
internal sealed class GanEvaluator
{
    private readonly IHost _host;
    private readonly GanEvaluationOptions _options;

    public GanEvaluator(IHostEnvironment environment, GanEvaluationOptions options) =>
        (_host, _options) = (environment.Register(nameof(GanEvaluator)), options);

    public GanMetrics Evaluate(IDataView real, IDataView generated)
    {
        using var channel = _host.Start("Evaluating");
        using var stop = new StopSignal(_host, _options.CancellationToken);
        var warnings = new List<string>();
        void Warn(string problem)
        {
            warnings.Add(problem);
            channel.Warning(MessageSensitivity.None, problem);
        }

        var progress = new EvaluationProgress(channel, _options.Progress);
        var realRows = RowsOf(real, _options.ImageColumnName);
        var hasClasses = realRows.Condition.Columns?.FirstKey() is not null;
        if (_options.Model is not null && (_options.Metrics.Count == 0 || _options.Metrics.Any(metric => metric.Needs.HasFlag(MetricNeeds.DiscriminatorLogits))))
            realRows = RowsOf(real, _options.ImageColumnName, ClassesOfModel);
        var generatedRows = RowsOf(generated, _options.GeneratedColumnName, (column, index) => SameClasses(realRows, column, index, "generated"));
        var trainingRows = _options.TrainingData is { } training
            ? RowsOf(training, _options.ImageColumnName, (column, index) => SameClasses(realRows, column, index, "training"))
            : null;
        if (!hasClasses && _options.Metrics.Any(metric => metric.Needs.HasFlag(MetricNeeds.Classes)))
            throw SchemaError.Mismatch("label", _options.Labels[0], "a key (MapValueToKey makes one)", realRows.Condition.Columns!.Columns[0].Column.Type.ToString()!);

        var (gpu, fallback) = MlNet.DeviceOf(_host);
        var device = ComputeDevice.Resolve(_options.Device, gpu, fallback, Warn);
        var realImages = Scan(realRows, "real", progress, Warn, stop.Token);
        var generatedImages = Scan(generatedRows, "generated", progress, Warn, stop.Token);
        var trainingImages = trainingRows is null ? null : Scan(trainingRows, "training", progress, Warn, stop.Token);
        var channels = RequireSameSize(realImages, generatedImages, trainingImages);

        var features = Features(channels, hasClasses, channel);
        using var extractors = new FeatureExtractors(_options.CacheDirectory, device, channels, Warn, progress, stop.Token);
        var (extractor, noFeatures) = Open(extractors, features, trainingImages ?? realImages);
        var conditions = new MetricConditions
        {
            RealImages = realImages.Count,
            GeneratedImages = generatedImages.Count,
            Shape = realImages.Shape with { Channels = channels },
            ClassCount = realImages.ClassCount,
            HasPairs = ImagePairs.AreIn(realImages) && ImagePairs.AreIn(generatedImages),
            HasClassLogits = extractor is { HasClassLogits: true },
            FeatureSize = extractor?.FeatureSize ?? 0,
            NoFeatures = noFeatures,
        };
        var (metrics, missing) = MetricRun.Split(_options.Chosen(hasClasses, features, extractor?.HasClassLogits ?? true), conditions);
        var needs = MetricRun.Needs(metrics);
        var discriminator = needs.HasFlag(MetricNeeds.DiscriminatorLogits)
            ? _options.Model!.DiscriminatorFor(realImages.Shape with { Channels = channels }, realRows.Condition.Size)
            : null;
        var cache = _options.CacheDirectory is { } folder ? new FeatureCache(folder, Warn) : null;
        var tools = new MeasuringTools(extractor, discriminator, channels, _options.BatchSize, device, cache);
        MeasuredImages Measure(ImageScan images, MetricNeeds needed, string? contentId, string which)
        {
            progress.Begin($"measuring {which} images", images.Count);
            return tools.Measure(images, needed, contentId, progress.At, stop.Token);
        }

        var needsOfReal = needs | (_options.RealReference ? RealReference.Needs(metrics, extractor, realImages.Count) : MetricNeeds.None);
        using var measuredReal = Measure(realImages, needsOfReal, realImages.ContentId, "real");
        using var measuredGenerated = Measure(generatedImages, needs, null, "generated");
        using var measuredTraining = needs.HasFlag(MetricNeeds.TrainingImages) ? Measure(trainingImages!, NeedsOfTraining(metrics), null, "training") : null;

        using var scope = NewDisposeScope();
        var input = new MetricInput(measuredReal, measuredGenerated, measuredTraining, _options.Seed, stop.Token)
        {
            Boundary = _options.Model?.Description.Boundary ?? 0,
            Classifiers = options => extractors.Transfer(trainingImages, realImages, generatedImages, options),
        };
        var result = new GanMetrics
        {
            FeatureExtractor = extractor?.Description ?? "",
            FeatureExtractorId = extractor?.Id ?? "",
            RealImages = realImages.Count,
            GeneratedImages = generatedImages.Count,
            Missing = missing,
        };
        result = MetricRun.Compute(metrics, input, result, progress);
        if (_options.RealReference)
        {
            result = result with
            {
                RealReference = RealReference.Compute(metrics, measuredReal, generatedImages.Count, extractor, _options.Seed, progress, stop.Token),
            };
        }

        foreach (var one in result.Missing)
            channel.Warning(MessageSensitivity.None, $"{one.Name} was not measured: {one.Reason}.");
        foreach (var warning in result.Warnings)
            channel.Warning(MessageSensitivity.None, warning);
        result = result with { Warnings = [.. warnings, .. result.Warnings] };
        channel.Info(MessageSensitivity.None, result.ToString());
        return result;
    }

    /// <summary>The features that the options name, or the default, which is logged.</summary>
    private GanFeatures? Features(int channels, bool hasClasses, IChannel channel)
    {
        if (_options.Features is { } chosen)
            return chosen;
        var (features, reason) = DefaultFeatures.Choose(channels, hasClasses, ResNet18Files.FindInstalled() is not null);
        if (features is null && _options.Metrics.FirstOrDefault(MetricRun.NeedsFeatures) is { } metric)
            throw DefaultFeatures.Missing(metric, reason);
        channel.Info(MessageSensitivity.None, reason);
        return features;
    }

    /// <summary>What metrics need of the training images: only the data of those metrics that need these images.</summary>
    private static MetricNeeds NeedsOfTraining(IReadOnlyList<IGanMetric> metrics) =>
        MetricRun.Needs(metrics.Where(metric => metric.Needs.HasFlag(MetricNeeds.TrainingImages))) & ~MetricNeeds.DiscriminatorLogits;

    /// <summary>Opens the extractor if a metric needs it. If no classifier can be trained on the data, the other metrics are computed.</summary>
    private (IFeatureExtractor? Extractor, string? Problem) Open(FeatureExtractors extractors, GanFeatures? features, IImageSet images)
    {
        if (features is null || (_options.Metrics.Count > 0 && !_options.Metrics.Any(MetricRun.NeedsFeatures)))
            return (null, null);
        try
        {
            return (extractors.Open(features, images), null);
        }
        catch (Exception e) when (features is GanFeatures.TrainedClassifier && images.Classes is not null && e is ArgumentException or InvalidOperationException)
        {
            return (null, $"no classifier could be trained to compute the features: {e.Message}");
        }
    }

    /// <param name="data">The view.</param>
    /// <param name="columnName">Its column of images.</param>
    /// <param name="mapLabel">Maps the classes of the label column with this index to another order; null to take them as they are.</param>
    private LabeledRows RowsOf(IDataView data, string columnName, Func<ConditionColumn, int, ConditionColumn>? mapLabel = null)
    {
        var image = ImageColumn.Create(data.Schema, columnName, _options.PixelLayout, _options.ImageShape, layoutOption: nameof(GanEvaluationOptions.PixelLayout));
        var condition = ConditionColumns.Create(data.Schema, _options.Labels);
        return new LabeledRows(data, image, mapLabel is null ? condition : condition?.Select(mapLabel), asTheyAre: true);
    }

    private ImageScan Scan(LabeledRows rows, string which, EvaluationProgress progress, Action<string> warn, CancellationToken cancellationToken)
    {
        progress.Begin($"reading {which} images", rows.Source.Data.GetRowCount() ?? 0);
        return ImageScan.Open(rows, _options.CacheBytes, cancellationToken, warn: warn, advance: progress.At);
    }

    /// <summary>The discriminator knows classes by their index.</summary>
    private ConditionColumn ClassesOfModel(ConditionColumn column, int index)
    {
        var labels = _options.Model!.Description.AllLabels;
        return index < labels.Count && labels[index].IsKey && labels[index].Size == column.Size
            ? column.MappedTo(labels[index].ClassNames, $"the classes that {nameof(GanEvaluationOptions.Model)} was trained on")
            : column;
    }

    /// <summary>A class must have the same index in all views.</summary>
    private static ConditionColumn SameClasses(LabeledRows real, ConditionColumn found, int index, string which)
    {
        var expected = real.Condition.Columns!.Columns[index];
        if (expected.IsKey != found.IsKey || expected.Size != found.Size)
        {
            throw SchemaError.Mismatch(
                "label", expected.Name, $"{expected.Column.Type}, as in the real data", $"{found.Column.Type} in the {which} data");
        }

        return found.MappedTo(expected.ClassNames, $"the classes of the real data, in the {which} data too");
    }

    /// <returns>The channels in which all images are measured.</returns>
    private int RequireSameSize(ImageScan real, ImageScan generated, ImageScan? training)
    {
        foreach (var (images, name, which) in new[] { (generated, _options.GeneratedColumnName, "generated"), (training, _options.ImageColumnName, "training") })
        {
            if (images is not null && (images.Shape.Height, images.Shape.Width) != (real.Shape.Height, real.Shape.Width))
            {
                throw new InvalidOperationException(
                    $"Image column '{name}': the {which} images are {images.Shape.Height}×{images.Shape.Width} pixels, the real ones in column " +
                    $"'{_options.ImageColumnName}' {real.Shape.Height}×{real.Shape.Width}; they must have one size (ResizeImages makes them so).");
            }
        }

        return Math.Max(Math.Max(real.Shape.Channels, generated.Shape.Channels), training?.Shape.Channels ?? 0);
    }
}
