using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// A set of images with the data that metrics need of them. Rows of all tensors are in one order, which follows from the images'
/// content and not from the order of the data's rows. The tensors belong to the evaluation: a metric must neither change nor dispose them.
/// </summary>
/// <remarks>Data that no metric's <see cref="IGanMetric.Needs"/> names are not gathered; to ask for them throws.</remarks>
public sealed class MeasuredImages : IDisposable
{
    private readonly IImageSet _images;
    private readonly MetricNeeds _needs;
    private readonly int _channels;
    private readonly int _batchSize;
    private readonly Device _device;
    private readonly CancellationToken _cancellationToken;
    private readonly Lazy<IReadOnlyList<int>?> _classes;

    internal MeasuredImages(IImageSet images, MetricNeeds needs, int channels, int batchSize, Device device, CancellationToken cancellationToken)
    {
        (_images, _needs, _channels, _batchSize, _device, _cancellationToken) = (images, needs, channels, batchSize, device, cancellationToken);
        Count = images.Count;
        _classes = new(() => images.Classes is { } all ? [.. images.Order.Select(image => all[image])] : null);
    }

    /// <summary>The number of images, N.</summary>
    public int Count { get; internal init; }

    /// <summary>The shape of every image, C×H×W. Gray images have three equal channels if other images are in colour.</summary>
    public ImageShape Shape => _images.Shape with { Channels = _channels };

    /// <summary>The number of classes; 0 without classes.</summary>
    public int ClassCount => _images.ClassCount;

    /// <summary>The feature vectors, N×D, float32, on the device of the evaluation.</summary>
    /// <exception cref="InvalidOperationException">The metric's needs do not name <see cref="MetricNeeds.Features"/>.</exception>
    public Tensor Features => FeatureTensor ?? throw NotGathered(MetricNeeds.Features);

    /// <summary>The class logits that the feature extractor gives, N×K, float32; their softmax are probabilities.</summary>
    /// <exception cref="InvalidOperationException">The metric's needs do not name <see cref="MetricNeeds.ClassLogits"/>.</exception>
    public Tensor ClassLogits => LogitTensor ?? throw NotGathered(MetricNeeds.ClassLogits);

    /// <summary>The pixels of the images in [-1, 1], downsampled to at most 32 a side and flattened: N×P.</summary>
    /// <exception cref="InvalidOperationException">The metric's needs do not name <see cref="MetricNeeds.Thumbnails"/>.</exception>
    public Tensor Thumbnails => ThumbnailTensor ?? throw NotGathered(MetricNeeds.Thumbnails);

    /// <summary>The N logits of the model's discriminator.</summary>
    /// <exception cref="InvalidOperationException">The metric's needs do not name <see cref="MetricNeeds.DiscriminatorLogits"/>.</exception>
    public IReadOnlyList<float> DiscriminatorLogits => LogitsOfDiscriminator ?? throw NotGathered(MetricNeeds.DiscriminatorLogits);

    /// <summary>The N classes, from 0: of a real image what it shows, of a generated one what was asked for.</summary>
    /// <exception cref="InvalidOperationException">The metric's needs do not name <see cref="MetricNeeds.Classes"/>.</exception>
    public IReadOnlyList<int> Classes => _needs.HasFlag(MetricNeeds.Classes) && _classes.Value is { } classes ? classes : throw NotGathered(MetricNeeds.Classes);

    internal Tensor? FeatureTensor { get; set; }

    internal Tensor? LogitTensor { get; set; }

    internal Tensor? ThumbnailTensor { get; set; }

    internal float[]? LogitsOfDiscriminator { get; set; }

    internal ImagePairs? Pairs { get; set; }

    internal FeatureStatistics? StatisticsOrNull { get; set; }

    internal FeatureStatistics Statistics => StatisticsOrNull ?? throw NotGathered(MetricNeeds.FeatureStatistics);

    /// <summary>The mean of the feature vectors, D, float64. It belongs to the current dispose scope.</summary>
    /// <exception cref="InvalidOperationException">The metric's needs do not name <see cref="MetricNeeds.FeatureStatistics"/>.</exception>
    public Tensor FeatureMean() => Statistics.Mean();

    /// <summary>The unbiased covariance of the feature vectors (over N − 1), D×D, float64. It belongs to the current dispose scope.</summary>
    /// <exception cref="InvalidOperationException">The metric's needs do not name <see cref="MetricNeeds.FeatureStatistics"/>.</exception>
    public Tensor FeatureCovariance() => Statistics.Covariance();

    /// <summary>
    /// The images, batch by batch: N×C×H×W in [-1, 1], float32. A batch is disposed when the next one is read. The order is that of the
    /// data's rows. Images of a generator in training are generated anew, from the same latents; those of a view that does not fit
    /// the memory are read again.
    /// </summary>
    /// <exception cref="InvalidOperationException">The metric's needs do not name <see cref="MetricNeeds.Images"/>.</exception>
    public IEnumerable<Tensor> ReadImages() => _needs.HasFlag(MetricNeeds.Images) ? ReadBatches() : throw NotGathered(MetricNeeds.Images);

    /// <summary>
    /// Random pairs of different images, of one class each if there are classes: at most 1,000, batch by batch, each N×C×H×W in
    /// [-1, 1], float32. A batch is disposed when the next one is read.
    /// </summary>
    /// <exception cref="InvalidOperationException">The metric's needs do not name <see cref="MetricNeeds.ImagePairs"/>.</exception>
    public IEnumerable<(Tensor First, Tensor Second)> ReadPairs() => (Pairs ?? throw NotGathered(MetricNeeds.ImagePairs)).Read();

    /// <inheritdoc/>
    void IDisposable.Dispose()
    {
        StatisticsOrNull?.Dispose();
        FeatureTensor?.Dispose();
        LogitTensor?.Dispose();
        ThumbnailTensor?.Dispose();
    }

    /// <summary>A part of the images, by their features: rows <paramref name="start"/> and those that follow.</summary>
    /// <param name="extractorId">The id of the extractor that made the features.</param>
    /// <param name="start">The first row.</param>
    /// <param name="count">The number of rows.</param>
    internal MeasuredImages Part(string extractorId, int start, int count)
    {
        var features = Features.narrow(0, start, count);
        var statistics = new FeatureStatistics(extractorId);
        statistics.Add(features);
        return new MeasuredImages(_images, MetricNeeds.FeatureStatistics | MetricNeeds.Features, _channels, _batchSize, _device, _cancellationToken)
        {
            Count = count,
            StatisticsOrNull = statistics,
            FeatureTensor = features.clone().DetachFromDisposeScope(),
        };
    }

    internal static InvalidOperationException NotGathered(MetricNeeds need) =>
        new($"{nameof(MetricNeeds)}.{need} was not gathered: name it in {nameof(IGanMetric)}.{nameof(IGanMetric.Needs)}");

    private IEnumerable<Tensor> ReadBatches()
    {
        foreach (var slice in _images.Read(_batchSize, _cancellationToken))
        {
            // No dispose scope stays open between two batches: it would catch the caller's tensors.
            using var batch = Batch(slice);
            yield return batch;
        }
    }

    private Tensor Batch(ImageSlice slice)
    {
        using var scope = NewDisposeScope();
        var pixels = Pixels.ToTensor(slice.Pixels, slice.Count, _images.Shape, _device);
        return (_channels == _images.Shape.Channels ? pixels : pixels.expand(-1, _channels, -1, -1)).DetachFromDisposeScope();
    }
}
