using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>A generator ready for use: numbers in, pixels out. Several threads may use it at once.</summary>
internal sealed class ImageGenerator : IDisposable
{
    /// <param name="module">The generator; taken over, moved to the device and disposed with this.</param>
    /// <param name="device">The device.</param>
    public ImageGenerator(nn.Module<Tensor, Tensor, Tensor> module, Device device)
    {
        (Module, Device) = (module, device);
        module.to(device);
        module.eval();
    }

    public nn.Module<Tensor, Tensor, Tensor> Module { get; }

    public Device Device { get; }

    /// <summary>Whether truncation is a matter of styles, and not of how latents are drawn.</summary>
    public bool HasStyles => Module is IStyleGenerator;

    /// <inheritdoc cref="Generate(nn.Module{Tensor, Tensor, Tensor}, float[], float[], int, Device, double)"/>
    public byte[] Generate(float[] latents, float[] conditions, int count, double truncation = 1) =>
        Generate(Module, latents, conditions, count, Device, truncation);

    /// <param name="network">The generator.</param>
    /// <param name="latents">N×Z values.</param>
    /// <param name="conditions">N×K values.</param>
    /// <param name="count">N.</param>
    /// <param name="device">Where the generator is.</param>
    /// <param name="truncation">ψ of the styles of an <see cref="IStyleGenerator"/>; others take the latents as they are.</param>
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
