using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>What one pass over a set of images gave. Owns its tensors.</summary>
internal sealed class ImageMeasurements : IDisposable
{
    /// <summary>The longest side of a thumbnail.</summary>
    private const int ThumbnailSide = 32;

    public required IImageSet Images { get; init; }

    /// <summary>Mean and covariance of the features.</summary>
    public FeatureStatistics? Statistics { get; private set; }

    /// <summary>N×D, in the order of <see cref="IImageSet.Order"/>.</summary>
    public Tensor? Features { get; private set; }

    /// <summary>N×K class logits of the extractor, in the order of <see cref="IImageSet.Order"/>.</summary>
    public Tensor? Logits { get; private set; }

    /// <summary>N×P: the pixels of the images, reduced to at most 32 a side.</summary>
    public Tensor? Thumbnails { get; private set; }

    /// <summary>The discriminator's logit of each image.</summary>
    public float[]? Judgements { get; private set; }

    public ImagePairs? Pairs { get; private set; }

    /// <summary>Goes once over the images, for all that is needed and not known yet.</summary>
    /// <param name="images">The images.</param>
    /// <param name="needs">What must be known.</param>
    /// <param name="tools">What to measure with.</param>
    /// <param name="contentId">A hash of the images, to keep their features by; null to keep nothing.</param>
    /// <param name="cancellationToken">Ends the pass.</param>
    /// <param name="advance">Receives the number of images done after every batch; null for none.</param>
    public static ImageMeasurements Take(
        IImageSet images, MeasurementNeeds needs, MeasuringTools tools, string? contentId, CancellationToken cancellationToken, Action<long>? advance = null)
    {
        var result = new ImageMeasurements { Images = images };
        try
        {
            result.Run(needs, tools, contentId, cancellationToken, advance);
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Measurements of images whose features are known already.</summary>
    /// <param name="images">The set that the images are of.</param>
    /// <param name="extractorId">What made the features.</param>
    /// <param name="features">N×D; copied.</param>
    public static ImageMeasurements Of(IImageSet images, string extractorId, Tensor features)
    {
        var statistics = new FeatureStatistics(extractorId);
        statistics.Add(features);
        return new ImageMeasurements { Images = images, Statistics = statistics, Features = features.clone().DetachFromDisposeScope() };
    }

    public void Dispose()
    {
        Statistics?.Dispose();
        Features?.Dispose();
        Logits?.Dispose();
        Thumbnails?.Dispose();
    }

    private void Run(MeasurementNeeds needs, MeasuringTools tools, string? contentId, CancellationToken cancellationToken, Action<long>? advance)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var extractor = (needs & MeasurementNeeds.Extractor) == 0 ? null : tools.Extractor!;
        if (extractor is not null && contentId is not null && tools.Cache?.Find(contentId, extractor, needs, tools.Device) is { } kept)
        {
            (Statistics, Features, Logits) = kept;
            needs &= ~MeasurementNeeds.Extractor;
            extractor = null;
        }

        if (needs.HasFlag(MeasurementNeeds.Pairs))
            Pairs = new ImagePairs(Images, tools.Device);
        if (needs.HasFlag(MeasurementNeeds.Statistics))
            Statistics = new FeatureStatistics(extractor!.Id);
        if ((needs & (MeasurementNeeds.Extractor | MeasurementNeeds.Pairs | MeasurementNeeds.Thumbnails | MeasurementNeeds.Judgements)) == 0)
            return;

        var ranks = Ranks(tools.Device);
        foreach (var slice in Images.Read(tools.BatchSize, cancellationToken))
        {
            using var inner = NewDisposeScope();
            Pairs?.Add(slice);
            var pixels = Pixels.ToTensor(slice.Pixels, slice.Count, Images.Shape, tools.Device);
            if (tools.Channels != Images.Shape.Channels)
                pixels = pixels.expand(-1, tools.Channels, -1, -1);
            var rank = ranks.narrow(0, slice.Start, slice.Count);
            if (extractor is not null)
            {
                var (features, logits) = extractor.Extract(pixels);
                Statistics?.Add(features);
                if (needs.HasFlag(MeasurementNeeds.Features))
                    Features = Keep(Features, features, rank);
                if (needs.HasFlag(MeasurementNeeds.Logits))
                    Logits = Keep(Logits, logits!, rank);
            }

            if (needs.HasFlag(MeasurementNeeds.Thumbnails))
                Thumbnails = Keep(Thumbnails, Thumbnail(pixels), rank);
            if (needs.HasFlag(MeasurementNeeds.Judgements))
                tools.Discriminator!.Judge(pixels, slice.Conditions).CopyTo((Judgements ??= new float[Images.Count]).AsSpan(slice.Start));
            advance?.Invoke(slice.Start + slice.Count);
        }

        if (extractor is not null && contentId is not null)
            tools.Cache?.Keep(contentId, extractor, Statistics, Features, Logits);
    }

    private static Tensor Thumbnail(Tensor images)
    {
        long[] side = [Math.Min(images.shape[2], ThumbnailSide), Math.Min(images.shape[3], ThumbnailSide)];
        return nn.functional.adaptive_avg_pool2d(images, side).flatten(1);
    }

    /// <summary>The place of each image in the order.</summary>
    private Tensor Ranks(Device device)
    {
        var ranks = new long[Images.Count];
        for (var place = 0; place < ranks.Length; place++)
            ranks[Images.Order[place]] = place;
        return tensor(ranks).to(device);
    }

    private Tensor Keep(Tensor? all, Tensor some, Tensor rank)
    {
        all ??= empty([Images.Count, some.shape[1]], dtype: some.dtype, device: some.device).DetachFromDisposeScope();
        all.index_copy_(0, rank, some);
        return all;
    }
}

/// <summary>What images are measured with.</summary>
/// <param name="Extractor">Makes features; null when no measure needs them.</param>
/// <param name="Discriminator">The model's; null when no measure needs it.</param>
/// <param name="Channels">Gray images are shown in so many channels.</param>
/// <param name="BatchSize">Images at once.</param>
/// <param name="Device">Where to compute.</param>
/// <param name="Cache">Where features are kept; null for nowhere.</param>
internal sealed record MeasuringTools(
    IFeatureExtractor? Extractor, ImageDiscriminator? Discriminator, int Channels, int BatchSize, Device Device, FeatureCache? Cache);
