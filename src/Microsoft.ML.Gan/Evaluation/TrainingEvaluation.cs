using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Measures a generator that is in training, each time on the same latents, against the images that it learns from. What is
/// known of the real images is found out once, before training begins; nothing here draws from torch's own generator then.
/// </summary>
internal sealed class TrainingEvaluation : IDisposable
{
    /// <summary>The most images at once; changes no result.</summary>
    private const int BatchSize = 64;

    private readonly IReadOnlyList<GanMetric> _metrics;
    private readonly MeasurementNeeds _needs;
    private readonly IImageSet _real;
    private readonly FeatureExtractors _extractors;
    private readonly MeasuringTools _tools;
    private readonly ImageMeasurements _measured;
    private readonly int[] _drawn;
    private readonly float[] _conditions;
    private readonly int _seed;
    private readonly LatentCodes? _codes;
    private readonly GanMetrics? _reference;
    private readonly EvaluationProgress _progress;

    private TrainingEvaluation(
        IReadOnlyList<GanMetric> metrics,
        MeasurementNeeds needs,
        IImageSet real,
        FeatureExtractors extractors,
        MeasuringTools tools,
        ImageMeasurements measured,
        int count,
        int seed,
        LatentCodes? codes,
        GanMetrics? reference,
        EvaluationProgress progress)
    {
        (_codes, _reference, _progress) = (codes, reference, progress);
        (_metrics, _needs, _real, _extractors, _tools, _measured, _seed) = (metrics, needs, real, extractors, tools, measured, seed);
        // Conditions as frequent as among the real images: those of images drawn evenly over their order.
        _drawn = [.. Enumerable.Range(0, count).Select(index => real.Order[(int)((long)index * real.Count / count)])];
        _conditions = ConditionsOf(real, _drawn);
    }

    /// <summary>What the score is of: scores of another name are not compared with these.</summary>
    public string ScoreName => $"{_metrics[0].Name}, {_drawn.Length} images, {_tools.Extractor?.Id ?? "pixels"}";

    /// <summary>What makes the features, in words; null when no measure needs them.</summary>
    public string? Extractor => _tools.Extractor?.Description;

    /// <summary>Reads the data and measures the real images.</summary>
    /// <param name="options">The estimator's options.</param>
    /// <param name="rows">The real images.</param>
    /// <param name="seed">The training's.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="channel">Is told what is noteworthy.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidOperationException">A metric cannot be computed of these data; the message says why.</exception>
    public static TrainingEvaluation Prepare(
        GanEstimator.Options options, LabeledRows rows, int seed, Device device, IChannel channel, CancellationToken cancellationToken)
    {
        void Warn(string problem) => channel.Warning(MessageSensitivity.None, problem);
        var progress = new EvaluationProgress(channel);
        IReadOnlyList<GanMetric> metrics = [.. options.Metrics];
        var needs = metrics.Aggregate(MeasurementNeeds.None, (all, metric) => all | metric.Needs);
        progress.Begin("reading the images to measure by", rows.Source.Data.GetRowCount() ?? 0);
        var real = ImageScan.Open(rows, options.ImageMemory, cancellationToken, options.SkipBadRows, advance: progress.At);
        var features = (needs & MeasurementNeeds.Extractor) == 0 ? null : Features(options, real, channel);
        var cache = options.CacheDirectory is { } folder ? new FeatureCache(folder, Warn) : null;
        var extractors = new FeatureExtractors(options.CacheDirectory, device, real.Shape.Channels, Warn, progress, cancellationToken);
        ImageMeasurements? measured = null;
        try
        {
            var extractor = features is null ? null : extractors.Open(features, real);
            RequireMeasurable(options, real, extractor);
            var tools = new MeasuringTools(extractor, null, real.Shape.Channels, Math.Min(BatchSize, options.GenerationBatchSize), device, cache);
            progress.Begin("measuring real images", real.Count);
            measured = ImageMeasurements.Take(
                real, needs | RealReference.Needs(metrics, extractor, real.Count), tools, real.ContentId, cancellationToken, progress.At);
            var reference = RealReference.Compute(metrics, measured, options.EvaluationImages, extractor, seed, progress, cancellationToken);
            progress.IsQuiet = true;
            return new TrainingEvaluation(
                metrics, needs, real, extractors, tools, measured, options.EvaluationImages, seed, options.Conditioning?.LatentCodes, reference, progress);
        }
        catch
        {
            measured?.Dispose();
            extractors.Dispose();
            throw;
        }
    }

    /// <param name="generator">The generator; left in the mode that it was in.</param>
    /// <param name="latentSize">Z.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public GanMetrics Evaluate(nn.Module<Tensor, Tensor, Tensor> generator, int latentSize, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var classes = _real.Classes is { } all ? _drawn.Select(image => all[image]).ToArray() : null;
        var made = new GeneratedSet(generator, latentSize, _seed, _real.Shape, _drawn.Length, _conditions, classes, _real.ClassCount, _tools.Device, _codes);
        _progress.Begin("measuring generated images", made.Count);
        using var measured = ImageMeasurements.Take(made, _needs, _tools, contentId: null, cancellationToken, _progress.At);
        return MetricRun.Compute(_metrics, new Measurements(_measured, measured, null, _seed), Empty(), _progress, cancellationToken);
    }

    /// <summary>The report of an evaluation that failed: all metrics are missing, for this reason.</summary>
    public GanMetrics Failed(Exception error) => Empty() with { Missing = [.. _metrics.Select(metric => new MissingMetric(metric.Name, error.Message))] };

    /// <summary>How good the generator is by the first of the measures; lower is better.</summary>
    public double Score(GanMetrics metrics) => _metrics[0].Score(metrics);

    public void Dispose()
    {
        _measured.Dispose();
        _extractors.Dispose();
    }

    private GanMetrics Empty() => new()
    {
        FeatureExtractor = _tools.Extractor?.Description ?? "",
        FeatureExtractorId = _tools.Extractor?.Id ?? "",
        RealImages = _real.Count,
        GeneratedImages = _drawn.Length,
        RealReference = _reference,
    };

    /// <summary>The options' features, or the default, of which the log is told.</summary>
    private static GanFeatures Features(GanEstimator.Options options, IImageSet real, IChannel channel)
    {
        if (options.EvaluationFeatures is { } asked)
            return asked;
        var (features, reason) = DefaultFeatures.Choose(real.Shape.Channels, real.Classes is not null, ResNet18Files.FindInstalled() is not null);
        if (features is null)
            throw DefaultFeatures.Missing(options.Metrics.First(metric => (metric.Needs & MeasurementNeeds.Extractor) != 0), reason);
        channel.Info(MessageSensitivity.None, reason);
        return features;
    }

    private static void RequireMeasurable(GanEstimator.Options options, IImageSet real, IFeatureExtractor? extractor)
    {
        var conditions = new MetricConditions(
            real.Count, options.EvaluationImages, real.Shape, HasPairs: ImagePairs.AreIn(real), HasLogits: extractor is { HasLogits: true });
        var (_, missing) = MetricRun.Split([.. options.Metrics], conditions);
        if (missing.Count > 0)
        {
            throw new InvalidOperationException(
                $"{nameof(options.Metrics)}: {string.Join("; ", missing.Select(one => $"'{one.Name}' cannot be measured: {one.Reason}"))}. " +
                $"Leave it out, give more images, or raise {nameof(options.EvaluationImages)}.");
        }
    }

    private static float[] ConditionsOf(IImageSet images, int[] drawn)
    {
        float[]? all = null;
        foreach (var slice in images.Read(BatchSize, CancellationToken.None))
        {
            all ??= new float[images.Count * (slice.Conditions.Length / slice.Count)];
            slice.Conditions.CopyTo(all, slice.Start * (slice.Conditions.Length / slice.Count));
        }

        var size = all!.Length / images.Count;
        var conditions = new float[drawn.Length * size];
        for (var i = 0; i < drawn.Length; i++)
            all.AsSpan(drawn[i] * size, size).CopyTo(conditions.AsSpan(i * size));
        return conditions;
    }
}
