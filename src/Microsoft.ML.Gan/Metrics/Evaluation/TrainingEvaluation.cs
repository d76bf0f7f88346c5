using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>
/// Measures a generator in training against the images that it is trained on, each time with the same latents. The real images are
/// measured once, before training begins. Nothing here draws from torch's random generator during training.
/// </summary>
internal sealed class TrainingEvaluation : IDisposable
{
    /// <summary>The most images in a batch. It changes no result.</summary>
    private const int BatchSize = 64;

    private readonly IReadOnlyList<IGanMetric> _metrics;
    private readonly MetricNeeds _needs;
    private readonly IImageSet _real;
    private readonly FeatureExtractors _extractors;
    private readonly MeasuringTools _tools;
    private readonly MeasuredImages _measured;
    private readonly int[] _drawn;
    private readonly float[] _conditions;
    private readonly int _seed;
    private readonly LatentCodes? _codes;
    private readonly GanMetrics? _reference;
    private readonly EvaluationProgress _progress;

    private TrainingEvaluation(
        IReadOnlyList<IGanMetric> metrics,
        MetricNeeds needs,
        IImageSet real,
        FeatureExtractors extractors,
        MeasuringTools tools,
        MeasuredImages measured,
        int count,
        int seed,
        LatentCodes? codes,
        GanMetrics? reference,
        EvaluationProgress progress)
    {
        (_codes, _reference, _progress) = (codes, reference, progress);
        (_metrics, _needs, _real, _extractors, _tools, _measured, _seed) = (metrics, needs, real, extractors, tools, measured, seed);
        // Conditions are as frequent as among the real images: they are those of images at equal distances in their order.
        _drawn = [.. Enumerable.Range(0, count).Select(index => real.Order[(int)((long)index * real.Count / count)])];
        _conditions = ConditionsOf(real, _drawn);
    }

    /// <summary>Names the metric, the number of images and the extractor. Scores with different names are not compared.</summary>
    public string ScoreName => $"{_metrics[0].Name}, {_drawn.Length} images, {_tools.Extractor?.Id ?? "pixels"}";

    /// <summary>The feature extractor in words; null if no metric needs features.</summary>
    public string? Extractor => _tools.Extractor?.Description;

    /// <summary>Reads the data and measures the real images.</summary>
    /// <param name="options">The estimator's options.</param>
    /// <param name="rows">The real images.</param>
    /// <param name="seed">The seed of the training.</param>
    /// <param name="device">The device.</param>
    /// <param name="channel">The log.</param>
    /// <param name="cancellationToken">Cancels the preparation.</param>
    /// <exception cref="InvalidOperationException">A metric cannot be computed of these data; the message says why.</exception>
    public static TrainingEvaluation Prepare(
        GanEstimator.Options options, LabeledRows rows, int seed, Device device, IChannel channel, CancellationToken cancellationToken)
    {
        void Warn(string problem) => channel.Warning(MessageSensitivity.None, problem);
        var progress = new EvaluationProgress(channel);
        IReadOnlyList<IGanMetric> metrics = [.. options.Evaluation.Metrics];
        var needs = MetricRun.Needs(metrics);
        progress.Begin("reading the images to measure by", rows.Source.Data.GetRowCount() ?? 0);
        var real = ImageScan.Open(rows, options.Input.CacheBytes, cancellationToken, options.Input.SkipBadRows, advance: progress.At);
        var features = !metrics.Any(MetricRun.NeedsFeatures) ? null : Features(options, real, channel);
        var cache = options.Evaluation.CacheDirectory is { } folder ? new FeatureCache(folder, Warn) : null;
        var extractors = new FeatureExtractors(options.Evaluation.CacheDirectory, device, real.Shape.Channels, Warn, progress, cancellationToken);
        MeasuredImages? measured = null;
        try
        {
            var extractor = features is null ? null : extractors.Open(features, real);
            RequireMeasurable(options, real, extractor);
            var tools = new MeasuringTools(extractor, null, real.Shape.Channels, Math.Min(BatchSize, options.Generation.BatchSize), device, cache);
            progress.Begin("measuring real images", real.Count);
            measured = tools.Measure(
                real, needs | RealReference.Needs(metrics, extractor, real.Count), real.ContentId, progress.At, cancellationToken);
            var reference = RealReference.Compute(metrics, measured, options.Evaluation.Images, extractor, seed, progress, cancellationToken);
            progress.IsQuiet = true;
            return new TrainingEvaluation(
                metrics, needs, real, extractors, tools, measured, options.Evaluation.Images, seed, options.Conditioning?.LatentCodes, reference, progress);
        }
        catch
        {
            (measured as IDisposable)?.Dispose();
            extractors.Dispose();
            throw;
        }
    }

    /// <summary>Generates images and computes the metrics. A metric that fails is listed in <see cref="GanMetrics.Missing"/>.</summary>
    /// <param name="generator">The generator. Its training or evaluation mode is restored afterwards.</param>
    /// <param name="latentSize">Z, the number of values in a latent.</param>
    /// <param name="cancellationToken">Cancels the evaluation.</param>
    public GanMetrics Evaluate(nn.Module<Tensor, Tensor, Tensor> generator, int latentSize, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var classes = _real.Classes is { } all ? _drawn.Select(image => all[image]).ToArray() : null;
        var generated = new GeneratedSet(
            generator, latentSize, _seed, _real.Shape, _drawn.Length, _conditions, classes, _real.ClassCount, _tools.Device, _codes);
        _progress.Begin("measuring generated images", generated.Count);
        using var measured = _tools.Measure(generated, _needs, contentId: null, _progress.At, cancellationToken);
        var metrics = MetricRun.Compute(_metrics, new MetricInput(_measured, measured, null, _seed, cancellationToken), Empty(), _progress);
        return HasScore(metrics) ? metrics : metrics with { Warnings = [.. metrics.Warnings, NoScore(_metrics[0])] };
    }

    /// <summary>The result of an evaluation that failed: all metrics are missing, for this reason.</summary>
    public GanMetrics Failed(Exception error) => Empty() with { Missing = [.. _metrics.Select(metric => new MissingMetric(metric.Name, error.Message))] };

    /// <summary>The score of the generator by the first metric; lower is better, whatever the metric. NaN if it has none.</summary>
    public double Score(GanMetrics metrics)
    {
        try
        {
            var score = _metrics[0].Score(metrics);
            return _metrics[0].LowerIsBetter ? score : -score;
        }
        catch (Exception)
        {
            return double.NaN; // a user's metric must not end a training; Evaluate warned
        }
    }

    public void Dispose()
    {
        ((IDisposable)_measured).Dispose();
        _extractors.Dispose();
    }

    /// <summary>Whether the first metric has a score, or a reason in <see cref="GanMetrics.Missing"/> for having none.</summary>
    private bool HasScore(GanMetrics metrics) =>
        !double.IsNaN(Score(metrics)) || metrics.Missing.Any(one => one.Name == _metrics[0].Name) || metrics.Find(_metrics[0].Name) is not null;

    private static string NoScore(IGanMetric metric) =>
        $"'{metric.Name}' gives no score for {nameof(GanTrainingEvaluationOptions.KeepBest)} and checkpoints: none of its numbers has the name of the metric, " +
        $"and {nameof(IGanMetric.Score)} gives none";

    private GanMetrics Empty() => new()
    {
        FeatureExtractor = _tools.Extractor?.Description ?? "",
        FeatureExtractorId = _tools.Extractor?.Id ?? "",
        RealImages = _real.Count,
        GeneratedImages = _drawn.Length,
        RealReference = _reference,
    };

    /// <summary>The features that the options name, or the default, which is logged.</summary>
    private static GanFeatures Features(GanEstimator.Options options, IImageSet real, IChannel channel)
    {
        if (options.Evaluation.Features is { } chosen)
            return chosen;
        var (features, reason) = DefaultFeatures.Choose(real.Shape.Channels, real.Classes is not null, ResNet18Files.FindInstalled() is not null);
        if (features is null)
            throw DefaultFeatures.Missing(options.Evaluation.Metrics.First(MetricRun.NeedsFeatures), reason);
        channel.Info(MessageSensitivity.None, reason);
        return features;
    }

    private static void RequireMeasurable(GanEstimator.Options options, IImageSet real, IFeatureExtractor? extractor)
    {
        var conditions = new MetricConditions
        {
            RealImages = real.Count,
            GeneratedImages = options.Evaluation.Images,
            Shape = real.Shape,
            ClassCount = real.ClassCount,
            HasPairs = ImagePairs.AreIn(real),
            HasClassLogits = extractor is { HasClassLogits: true },
            FeatureSize = extractor?.FeatureSize ?? 0,
        };
        var (_, missing) = MetricRun.Split([.. options.Evaluation.Metrics], conditions);
        if (missing.Count > 0)
        {
            throw new InvalidOperationException(
                $"{nameof(options.Evaluation.Metrics)}: {string.Join("; ", missing.Select(one => $"'{one.Name}' cannot be measured: {one.Reason}"))}. " +
                $"Leave it out, give more images, or raise {nameof(options.Evaluation.Images)}.");
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
