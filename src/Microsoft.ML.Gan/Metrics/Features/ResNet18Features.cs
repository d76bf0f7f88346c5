using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>The features of ResNet-18 as ImageNet trained it. Its file has no last layer, so there are no class logits.</summary>
internal sealed class ResNet18Features : IFeatureExtractor
{
    /// <summary>Images of a pass through the network: the fastest on two cores, and its memory does not grow with the batch.</summary>
    private const int PassSize = 16;

    private readonly int _side;

    private ResNet18Features(ResNet18 network, int side, string hash)
    {
        (Network, _side) = (network, side);
        Id = string.Create(CultureInfo.InvariantCulture, $"resnet18;side={side};resize=bicubic-antialiased;weights={hash}");
        Description = string.Create(CultureInfo.InvariantCulture, $"ResNet-18 (ImageNet weights {hash[..8]}, antialiased bicubic resize to {side}×{side})");
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public int FeatureSize => ResNet18.FeatureSize;

    /// <inheritdoc/>
    public bool HasLogits => false;

    /// <summary>The network; it goes with this.</summary>
    public ResNet18 Network { get; }

    /// <summary>Reads the weights.</summary>
    /// <param name="path"><c>ResNet18.onnx</c> of the package; null for where the package puts it.</param>
    /// <param name="side">The height and width that images are resized to.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="FileNotFoundException">There is no such file; the message names the package.</exception>
    /// <exception cref="InvalidDataException">The file is not that network.</exception>
    public static ResNet18Features Load(string? path, int side, Device device)
    {
        var files = ResNet18Files.Find(path);
        using var scope = NewDisposeScope();
        var weights = ResNet18Onnx.Read(files);
        var network = ModelPart.Read(files.Network, () => new ResNet18(weights.Take, device));
        return new ResNet18Features(network, side, weights.Hash());
    }

    /// <inheritdoc/>
    public FeatureBatch Extract(Tensor images)
    {
        if (images.dim() != 4 || images.shape[1] is not (1 or 3))
            throw new ArgumentException($"ResNet-18 takes images N×1×H×W or N×3×H×W, not [{string.Join(", ", images.shape)}].", nameof(images));

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var parts = new List<Tensor>();
        for (long start = 0; start < images.shape[0]; start += PassSize)
        {
            using var pass = NewDisposeScope();
            var some = images.narrow(0, start, Math.Min(PassSize, images.shape[0] - start));
            parts.Add(Network.call(Network.Normalize(Resize(some))).MoveToOuterDisposeScope());
        }

        var features = parts.Count == 0 ? zeros([0, FeatureSize], device: images.device) : cat(parts, 0);
        return new FeatureBatch(features.MoveToOuterDisposeScope(), null);
    }

    public void Dispose() => Network.Release();

    /// <summary>8-bit pixels, resized and kept within the range of pixels, as clean-fid does.</summary>
    private Tensor Resize(Tensor images)
    {
        using var scope = NewDisposeScope();
        var bytes = images.detach().to(ScalarType.Float32).add(1).mul_(127.5).round_().clamp_(0, 255);
        if ((bytes.shape[2], bytes.shape[3]) != (_side, _side))
            bytes = AntialiasedResize.Bicubic(bytes, _side, _side).clamp_(0, 255);
        var resized = bytes.div(127.5).sub_(1);
        return (images.shape[1] == 1 ? resized.expand(-1, 3, -1, -1) : resized).MoveToOuterDisposeScope();
    }
}
