using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems.ImageToImage;

/// <summary>An image-to-image network, ready for inference. Thread-safe.</summary>
internal sealed class ImageToImageNetwork : IDisposable
{
    private readonly Device _device;
    private int _owners = 1;

    /// <param name="module">Images N×C×H×W in [-1, 1] → images; moved to the device, owned and disposed by this.</param>
    /// <param name="device">The device.</param>
    public ImageToImageNetwork(nn.Module<Tensor, Tensor> module, Device device)
    {
        (Module, _device) = (module, device);
        // Detaches the network from the caller's dispose scope, which would otherwise free it.
        foreach (var tensor in module.parameters().Concat(module.buffers()))
            tensor.DetachFromDisposeScope();
        module.to(device);
        module.eval();
    }

    /// <summary>Creates the network with a copy of a trained network's weights.</summary>
    /// <param name="trained">The trained network; it is not changed.</param>
    /// <param name="create">Creates another network of the same architecture.</param>
    /// <param name="device">The device.</param>
    public static ImageToImageNetwork CopyOf(nn.Module trained, Func<nn.Module<Tensor, Tensor>> create, Device device)
    {
        var module = create();
        NetworkState.Copy(trained, module);
        return new ImageToImageNetwork(module, device);
    }

    public nn.Module<Tensor, Tensor> Module { get; }

    /// <param name="pixels">N×H×W×C bytes.</param>
    /// <param name="count">N.</param>
    /// <param name="shape">C×H×W.</param>
    /// <returns>The bytes of the N resulting images, in the same order.</returns>
    public byte[] Apply(byte[] pixels, int count, ImageShape shape)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return Pixels.ToBytes(Module.call(Pixels.ToTensor(pixels, count, shape, _device)));
    }

    /// <exception cref="InvalidOperationException">The network has weights that are not finite.</exception>
    public void RequireFinite(string name)
    {
        if (NetworkWeights.FirstNotFinite(NetworkState.Of(Module)) is { } weights)
            throw new InvalidOperationException($"The model is not saved: the weights '{weights}' of {name} are not finite, so the training diverged.");
    }

    /// <summary>Shares the network with one more owner. It is freed when all owners have disposed it.</summary>
    public ImageToImageNetwork Share()
    {
        Interlocked.Increment(ref _owners);
        return this;
    }

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _owners) == 0)
            Module.Release();
    }
}
