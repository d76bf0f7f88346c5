using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>Measures a view of generated images against one of real ones: checks columns, goes over the images, computes.</summary>
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
        if (_options.Model is not null && (_options.Metrics.Count == 0 || _options.Metrics.Any(metric => metric.Needs.HasFlag(MeasurementNeeds.Judgements))))
            realRows = RowsOf(real, _options.ImageColumnName, ClassesOfModel);
        var generatedRows = RowsOf(generated, _options.GeneratedColumnName, (column, index) => SameClasses(realRows, column, index, "generated"));
        var trainingRows = _options.TrainingData is { } training
            ? RowsOf(training, _options.ImageColumnName, (column, index) => SameClasses(realRows, column, index, "training"))
            : null;
        if (!hasClasses && _options.Metrics.Any(metric => metric.Needs.HasFlag(MeasurementNeeds.Classes)))
            throw SchemaError.Mismatch("label", _options.Labels[0], "a key (MapValueToKey makes one)", realRows.Condition.Columns!.Columns[0].Column.Type.ToString()!);

        var (gpu, fallback) = MlNet.DeviceOf(_host);
        var device = ComputeDevice.Resolve(_options.Device, gpu, fallback, Warn);
        var realImages = Scan(realRows, "real", progress, Warn, stop.Token);
        var generatedImages = Scan(generatedRows, "generated", progress, Warn, stop.Token);
        var trainingImages = trainingRows is null ? null : Scan(trainingRows, "training", progress, Warn, stop.Token);
        var channels = RequireSameSize(realImages, generatedImages, trainingImages);

        var features = Features(channels, hasClasses, channel);
        var wanted = _options.Chosen(hasClasses, features);
        using var extractors = new FeatureExtractors(_options.CacheDirectory, device, channels, Warn, progress, stop.Token);
        var (extractor, noFeatures) = Open(extractors, features, wanted, trainingImages ?? realImages);
        var conditions = new MetricConditions(
            realImages.Count,
            generatedImages.Count,
            realImages.Shape,
            ImagePairs.AreIn(realImages) && ImagePairs.AreIn(generatedImages),
            extractor is { HasLogits: true },
            noFeatures);
        var (metrics, missing) = MetricRun.Split(wanted, conditions);
        var needs = metrics.Aggregate(MeasurementNeeds.None, (all, metric) => all | metric.Needs);
        var discriminator = needs.HasFlag(MeasurementNeeds.Judgements)
            ? _options.Model!.DiscriminatorFor(realImages.Shape with { Channels = channels }, realRows.Condition.Size)
            : null;
        var cache = _options.CacheDirectory is { } folder ? new FeatureCache(folder, Warn) : null;
        var tools = new MeasuringTools(extractor, discriminator, channels, _options.BatchSize, device, cache);
        ImageMeasurements Take(ImageScan images, MeasurementNeeds asked, string? contentId, string which)
        {
            progress.Begin($"measuring {which} images", images.Count);
            return ImageMeasurements.Take(images, asked, tools, contentId, stop.Token, progress.At);
        }

        var needsOfReal = needs | (_options.RealReference ? RealReference.Needs(metrics, extractor, realImages.Count) : MeasurementNeeds.None);
        using var ofReal = Take(realImages, needsOfReal, realImages.ContentId, "real");
        using var ofGenerated = Take(generatedImages, needs, null, "generated");
        using var ofTraining = needs.HasFlag(MeasurementNeeds.Training) ? Take(trainingImages!, needs & MeasurementNeeds.Thumbnails, null, "training") : null;

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var measured = new Measurements(ofReal, ofGenerated, ofTraining, _options.Seed)
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
        result = MetricRun.Compute(metrics, measured, result, progress, stop.Token);
        if (_options.RealReference)
        {
            result = result with
            {
                RealReference = RealReference.Compute(metrics, ofReal, generatedImages.Count, extractor, _options.Seed, progress, stop.Token),
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

    /// <summary>What makes the features: what the options ask for, or the default, of which the log is told.</summary>
    private GanFeatures? Features(int channels, bool hasClasses, IChannel channel)
    {
        if (_options.Features is { } asked)
            return asked;
        var (features, reason) = DefaultFeatures.Choose(channels, hasClasses, ResNet18Files.FindInstalled() is not null);
        if (features is null && _options.Metrics.FirstOrDefault(metric => (metric.Needs & MeasurementNeeds.Extractor) != 0) is { } metric)
            throw DefaultFeatures.Missing(metric, reason);
        channel.Info(MessageSensitivity.None, reason);
        return features;
    }

    /// <summary>Opens the extractor if a measure needs it. Data of which no classifier can be made are no reason to measure nothing.</summary>
    private static (IFeatureExtractor? Extractor, string? Problem) Open(
        FeatureExtractors extractors, GanFeatures? features, IReadOnlyList<GanMetric> metrics, IImageSet images)
    {
        if (features is null || metrics.All(metric => (metric.Needs & MeasurementNeeds.Extractor) == 0))
            return (null, null);
        try
        {
            return (extractors.Open(features, images), null);
        }
        catch (Exception e) when (features is GanFeatures.TrainedClassifier && images.Classes is not null && e is ArgumentException or InvalidOperationException)
        {
            return (null, $"no classifier could be trained to make the features: {e.Message}");
        }
    }

    /// <param name="data">The view.</param>
    /// <param name="columnName">Its column of images.</param>
    /// <param name="mapLabel">Brings the classes of a label column, of this number, into the order of others; null to take them as they are.</param>
    private LabeledRows RowsOf(IDataView data, string columnName, Func<ConditionColumn, int, ConditionColumn>? mapLabel = null)
    {
        var image = ImageColumn.Create(data.Schema, columnName, _options.Layout, _options.ImageShape, layoutOption: nameof(GanEvaluationOptions.Layout));
        var condition = ConditionColumns.Create(data.Schema, _options.Labels);
        return new LabeledRows(data, image, mapLabel is null ? condition : condition?.Select(mapLabel), asTheyAre: true);
    }

    private ImageScan Scan(LabeledRows rows, string which, EvaluationProgress progress, Action<string> warn, CancellationToken cancellationToken)
    {
        progress.Begin($"reading {which} images", rows.Source.Data.GetRowCount() ?? 0);
        return ImageScan.Open(rows, _options.ImageMemory, cancellationToken, warn: warn, advance: progress.At);
    }

    /// <summary>The discriminator knows classes by their places.</summary>
    private ConditionColumn ClassesOfModel(ConditionColumn column, int index)
    {
        var labels = _options.Model!.Description.AllLabels;
        return index < labels.Count && labels[index].IsKey && labels[index].Size == column.Size
            ? column.MappedTo(labels[index].ClassNames, $"the classes that {nameof(GanEvaluationOptions.Model)} was trained on")
            : column;
    }

    /// <summary>A class must be the same number in all data.</summary>
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

    /// <returns>In how many channels all images are shown.</returns>
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
