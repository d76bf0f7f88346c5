using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>Gathers the data that metrics need of a set of images, in one pass over them.</summary>
/// <param name="Extractor">The feature extractor; null if no metric needs features.</param>
/// <param name="Discriminator">The model's discriminator; null if no metric needs its logits.</param>
/// <param name="Channels">The channels of the images that are measured. Gray images are repeated in as many.</param>
/// <param name="BatchSize">Images in a batch. It changes no result.</param>
/// <param name="Device">The device.</param>
/// <param name="Cache">The folder of features of real images; null for none.</param>
internal sealed record MeasuringTools(
    IFeatureExtractor? Extractor, ImageDiscriminator? Discriminator, int Channels, int BatchSize, Device Device, FeatureCache? Cache)
{
    /// <summary>The longest side of a thumbnail.</summary>
    private const int ThumbnailSide = 32;

    private const MetricNeeds OfExtractor = MetricNeeds.FeatureStatistics | MetricNeeds.Features | MetricNeeds.ClassLogits;
    private const MetricNeeds OfPixels = OfExtractor | MetricNeeds.ImagePairs | MetricNeeds.Thumbnails | MetricNeeds.DiscriminatorLogits;

    /// <summary>Goes once over the images. The caller owns the result.</summary>
    /// <param name="images">The images.</param>
    /// <param name="needs">The data to gather.</param>
    /// <param name="contentId">A hash of the images by which features are cached; null for no cache.</param>
    /// <param name="advance">Receives the number of images done after every batch; null for none.</param>
    /// <param name="cancellationToken">Cancels the pass.</param>
    public MeasuredImages Measure(
        IImageSet images, MetricNeeds needs, string? contentId, Action<long>? advance, CancellationToken cancellationToken)
    {
        var result = new MeasuredImages(images, needs, Channels, BatchSize, Device, cancellationToken);
        try
        {
            Gather(result, images, needs, contentId, advance, cancellationToken);
            return result;
        }
        catch
        {
            ((IDisposable)result).Dispose();
            throw;
        }
    }

    private void Gather(
        MeasuredImages result, IImageSet images, MetricNeeds needs, string? contentId, Action<long>? advance, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var extractor = (needs & OfExtractor) == 0 ? null : Extractor!;
        if (extractor is not null && contentId is not null && Cache?.Find(contentId, extractor, needs, Device) is { } cached)
        {
            (result.StatisticsOrNull, result.FeatureTensor, result.LogitTensor) = cached;
            needs &= ~OfExtractor;
            extractor = null;
        }

        if (needs.HasFlag(MetricNeeds.ImagePairs))
            result.Pairs = new ImagePairs(images, Device);
        if (needs.HasFlag(MetricNeeds.FeatureStatistics))
            result.StatisticsOrNull = new FeatureStatistics(extractor!.Id);
        if (needs.HasFlag(MetricNeeds.DiscriminatorLogits))
            result.LogitsOfDiscriminator = new float[images.Count];
        if ((needs & OfPixels) == 0)
            return;

        var ranks = RanksOf(images);
        foreach (var slice in images.Read(BatchSize, cancellationToken))
        {
            using var batch = NewDisposeScope();
            result.Pairs?.Add(slice);
            var pixels = Pixels.ToTensor(slice.Pixels, slice.Count, images.Shape, Device);
            if (Channels != images.Shape.Channels)
                pixels = pixels.expand(-1, Channels, -1, -1);
            var rows = tensor(ranks.AsSpan(slice.Start, slice.Count).ToArray(), device: Device);
            if (extractor is not null)
            {
                var (features, logits) = extractor.Extract(pixels);
                result.StatisticsOrNull?.Add(features);
                if (needs.HasFlag(MetricNeeds.Features))
                    result.FeatureTensor = Put(result.FeatureTensor, features, rows, images.Count);
                if (needs.HasFlag(MetricNeeds.ClassLogits))
                    result.LogitTensor = Put(result.LogitTensor, logits!, rows, images.Count);
            }

            if (needs.HasFlag(MetricNeeds.Thumbnails))
                result.ThumbnailTensor = Put(result.ThumbnailTensor, Thumbnail(pixels), rows, images.Count);
            if (needs.HasFlag(MetricNeeds.DiscriminatorLogits))
            {
                var logits = Discriminator!.Logits(pixels, slice.Conditions);
                for (var i = 0; i < logits.Length; i++)
                    result.LogitsOfDiscriminator![ranks[slice.Start + i]] = logits[i];
            }

            advance?.Invoke(slice.Start + slice.Count);
        }

        if (extractor is not null && contentId is not null)
            Cache?.Keep(contentId, extractor, result.StatisticsOrNull, result.FeatureTensor, result.LogitTensor);
    }

    private static Tensor Thumbnail(Tensor images)
    {
        long[] side = [Math.Min(images.shape[2], ThumbnailSide), Math.Min(images.shape[3], ThumbnailSide)];
        return nn.functional.adaptive_avg_pool2d(images, side).flatten(1);
    }

    /// <summary>The row of each image in the order of <see cref="IImageSet.Order"/>.</summary>
    private static long[] RanksOf(IImageSet images)
    {
        var ranks = new long[images.Count];
        for (var rank = 0; rank < ranks.Length; rank++)
            ranks[images.Order[rank]] = rank;
        return ranks;
    }

    private static Tensor Put(Tensor? all, Tensor some, Tensor rows, int count)
    {
        all ??= empty([count, some.shape[1]], dtype: some.dtype, device: some.device).DetachFromDisposeScope();
        all.index_copy_(0, rows, some);
        return all;
    }
}
