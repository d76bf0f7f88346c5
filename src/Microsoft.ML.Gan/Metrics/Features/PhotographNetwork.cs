using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>Code shared by feature extractors whose networks were trained on photographs (InceptionV3, ResNet-18).</summary>
internal static class PhotographNetwork
{
    /// <summary>The reason why such a network cannot take images of this shape; null if it can.</summary>
    public static string? WhyNot(ImageShape image) =>
        image.Channels is 1 or 3 ? null : $"it takes images of 1 or 3 channels, but these have {image.Channels}";

    /// <summary>Runs the network over a batch in parts, so that its memory does not grow with the batch.</summary>
    /// <param name="images">N×1×H×W or N×3×H×W in [-1, 1].</param>
    /// <param name="partSize">The most images in a part.</param>
    /// <param name="featureSize">D.</param>
    /// <param name="network">Images → features, n×D.</param>
    /// <returns>N×D, in the current dispose scope.</returns>
    /// <exception cref="ArgumentException">The images have another shape.</exception>
    public static Tensor Features(Tensor images, int partSize, int featureSize, Func<Tensor, Tensor> network)
    {
        if (images.dim() != 4 || images.shape[1] is not (1 or 3))
            throw new ArgumentException($"Images must be N×1×H×W or N×3×H×W, but are [{string.Join(", ", images.shape)}].", nameof(images));

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var parts = new List<Tensor>();
        for (long start = 0; start < images.shape[0]; start += partSize)
        {
            using var part = NewDisposeScope();
            parts.Add(network(images.narrow(0, start, Math.Min(partSize, images.shape[0] - start))).MoveToOuterDisposeScope());
        }

        var features = parts.Count == 0 ? zeros([0, featureSize], device: images.device) : cat(parts, 0);
        return features.MoveToOuterDisposeScope();
    }

    /// <summary>Images in [-1, 1] → 8-bit values, 0…255, float32.</summary>
    public static Tensor ToLevels(Tensor images) => images.detach().to(ScalarType.Float32).add(1).mul_(127.5).round_().clamp_(0, 255);

    /// <summary>Gray images in three equal channels; images in colour as they are.</summary>
    public static Tensor InColour(Tensor images) => images.shape[1] == 1 ? images.expand(-1, 3, -1, -1) : images;
}
