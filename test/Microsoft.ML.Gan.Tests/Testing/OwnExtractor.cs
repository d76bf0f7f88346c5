using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>A user's extractor: the mean of each quarter of each channel; the four quarters of the first channel are its class logits.</summary>
/// <param name="id">The id.</param>
/// <param name="channels">The channels of the images.</param>
internal sealed class OwnExtractor(string id = "quarters", int channels = 1) : IFeatureExtractor
{
    public string Id => id;

    public int FeatureSize { get; init; } = 4 * channels;

    public bool HasClassLogits { get; init; }

    public Func<ImageShape, string?>? Reason { get; init; }

    /// <summary>Replaces what the extractor computes; null for the quarters.</summary>
    public Func<Tensor, FeatureBatch>? Instead { get; init; }

    /// <summary>The number of images that were given to <see cref="Extract"/>.</summary>
    public long Images { get; private set; }

    public bool IsDisposed { get; private set; }

    public string? WhyNot(ImageShape image) => Reason?.Invoke(image);

    public FeatureBatch Extract(Tensor images)
    {
        Images += images.shape[0];
        return Instead is null ? Quarters(images) : Instead(images);
    }

    public void Dispose() => IsDisposed = true;

    public FeatureBatch Quarters(Tensor images)
    {
        var quarters = nn.functional.adaptive_avg_pool2d(images, [2, 2]).flatten(1);
        return new FeatureBatch(quarters, HasClassLogits ? 20 * quarters.narrow(1, 0, 4) : null);
    }
}
