using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>A generator for inference: latents in, pixels out. Thread-safe.</summary>
internal sealed class ImageGenerator : IDisposable
{
    /// <param name="module">The generator; moved to the device, owned and disposed by this.</param>
    /// <param name="device">The device.</param>
    public ImageGenerator(nn.Module<Tensor, Tensor, Tensor> module, Device device)
    {
        (Module, Device) = (module, device);
        module.to(device);
        module.eval();
    }

    public nn.Module<Tensor, Tensor, Tensor> Module { get; }

    public Device Device { get; }

    /// <summary>Whether truncation applies to styles instead of drawn latents.</summary>
    public bool HasStyles => Module is IStyleGenerator;

    /// <inheritdoc cref="Generate(nn.Module{Tensor, Tensor, Tensor}, float[], float[], int, Device, double)"/>
    public byte[] Generate(float[] latents, float[] conditions, int count, double truncation = 1) =>
        Generate(Module, latents, conditions, count, Device, truncation);

    /// <param name="network">The generator.</param>
    /// <param name="latents">N×Z values.</param>
    /// <param name="conditions">N×K values.</param>
    /// <param name="count">N.</param>
    /// <param name="device">The device of the generator.</param>
    /// <param name="truncation">ψ of the styles of an <see cref="IStyleGenerator"/>; ignored by other generators.</param>
    /// <returns>N×H×W×C bytes.</returns>
    public static byte[] Generate(
        nn.Module<Tensor, Tensor, Tensor> network, float[] latents, float[] conditions, int count, Device device, double truncation = 1)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var latent = HostTensor.Of(latents, [count, latents.Length / count], device);
        var condition = conditions.Length == 0 ? zeros([count, 0], device: device) : HostTensor.Of(conditions, [count, conditions.Length / count], device);
        var images = truncation != 1 && network is IStyleGenerator styled
            ? styled.Synthesize(styled.Map(latent, condition, truncation))
            : network.call(latent, condition);
        return Pixels.ToBytes(images);
    }

    public void Dispose() => Module.Release();
}
