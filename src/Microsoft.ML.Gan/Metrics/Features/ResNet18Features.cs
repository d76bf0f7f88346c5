using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>Features of ResNet-18 (He et al., 2016), trained on ImageNet. Its file has no last layer, so there are no class logits.</summary>
internal sealed class ResNet18Features : IFeatureExtractor
{
    /// <summary>Images in one pass through the network: the fastest on two cores.</summary>
    private const int PartSize = 16;

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

    /// <summary>The network. It is disposed with this extractor.</summary>
    public ResNet18 Network { get; }

    /// <summary>Reads the weights.</summary>
    /// <param name="path"><c>ResNet18.onnx</c> of the package; null for where the package puts it.</param>
    /// <param name="side">The height and width that images are resized to.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="FileNotFoundException">The file does not exist; the message names the package.</exception>
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
    public string? WhyNot(ImageShape image) => PhotographNetwork.WhyNot(image);

    /// <inheritdoc/>
    public FeatureBatch Extract(Tensor images) =>
        new(PhotographNetwork.Features(images, PartSize, FeatureSize, part => Network.call(Network.Normalize(Resize(part)))));

    public void Dispose() => Network.Release();

    /// <summary>8-bit pixels, resized and kept within the range of pixels, as clean-fid does: n×3×side×side in [-1, 1].</summary>
    private Tensor Resize(Tensor images)
    {
        using var scope = NewDisposeScope();
        var levels = PhotographNetwork.ToLevels(images);
        if ((levels.shape[2], levels.shape[3]) != (_side, _side))
            levels = AntialiasedResize.Bicubic(levels, _side, _side).clamp_(0, 255);
        return PhotographNetwork.InColour(levels.div(127.5).sub_(1)).MoveToOuterDisposeScope();
    }
}
