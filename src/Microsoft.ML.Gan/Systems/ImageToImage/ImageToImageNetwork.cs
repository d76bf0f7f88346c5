using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems.ImageToImage;

/// <summary>A network that takes images and gives images, ready for use. Several threads may use it at once.</summary>
internal sealed class ImageToImageNetwork : IDisposable
{
    private readonly Device _device;
    private int _owners = 1;

    /// <param name="module">Images N×C×H×W in [-1, 1] → images; taken over, moved to the device and disposed with this.</param>
    /// <param name="device">Where it computes.</param>
    public ImageToImageNetwork(nn.Module<Tensor, Tensor> module, Device device)
    {
        (Module, _device) = (module, device);
        // Detaches the network from the caller's dispose scope, which would otherwise free it.
        foreach (var tensor in module.parameters().Concat(module.buffers()))
            tensor.DetachFromDisposeScope();
        module.to(device);
        module.eval();
    }

    /// <summary>The network with weights of its own, copied from one that is trained.</summary>
    /// <param name="trained">The trained network; it stays as it is.</param>
    /// <param name="create">Makes another network of the same architecture.</param>
    /// <param name="device">Where it will compute.</param>
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

    /// <summary>The same network for one more owner. It is freed when all owners have disposed it.</summary>
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
