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

    private TrainingEvaluation(
        IReadOnlyList<GanMetric> metrics,
        MeasurementNeeds needs,
        IImageSet real,
        FeatureExtractors extractors,
        MeasuringTools tools,
        ImageMeasurements measured,
        int count,
        int seed,
        LatentCodes? codes)
    {
        _codes = codes;
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
    /// <exception cref="InvalidOperationException">There are features to extract, but neither weights nor classes to train a classifier on.</exception>
    public static TrainingEvaluation Prepare(
        GanEstimator.Options options, ImageRows rows, int seed, Device device, IChannel channel, CancellationToken cancellationToken)
    {
        void Warn(string problem) => channel.Warning(MessageSensitivity.None, problem);
        var needs = options.Metrics.Aggregate(MeasurementNeeds.None, (all, metric) => all | metric.Needs);
        var real = ImageScan.Open(rows, options.ImageMemory, cancellationToken, options.SkipBadRows);
        var cache = options.CacheDirectory is { } folder ? new FeatureCache(folder, Warn) : null;
        var extractors = new FeatureExtractors(options.CacheDirectory, device, real.Shape.Channels, Warn, cancellationToken);
        try
        {
            var extractor = (needs & MeasurementNeeds.Extractor) == 0 ? null : extractors.Open(options.EvaluationFeatures, real);
            var tools = new MeasuringTools(extractor, null, real.Shape.Channels, Math.Min(BatchSize, options.GenerationBatchSize), device, cache);
            var measured = ImageMeasurements.Take(real, needs, tools, real.ContentId, cancellationToken);
            return new TrainingEvaluation([.. options.Metrics], needs, real, extractors, tools, measured, options.EvaluationImages, seed, options.Conditioning?.LatentCodes);
        }
        catch
        {
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
        using var measured = ImageMeasurements.Take(made, _needs, _tools, contentId: null, cancellationToken);
        var result = new GanMetrics
        {
            FeatureExtractor = _tools.Extractor?.Description ?? "",
            FeatureExtractorId = _tools.Extractor?.Id ?? "",
            RealImages = _real.Count,
            GeneratedImages = made.Count,
        };
        return _metrics.Aggregate(result, (metrics, metric) => metric.Measure(new Measurements(_measured, measured, null, _seed), metrics));
    }

    /// <summary>How good the generator is by the first of the measures; lower is better.</summary>
    public double Score(GanMetrics metrics) => _metrics[0].Score(metrics);

    public void Dispose()
    {
        _measured.Dispose();
        _extractors.Dispose();
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
