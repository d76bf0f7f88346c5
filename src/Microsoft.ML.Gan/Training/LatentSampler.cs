using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>Draws latents: standard normal, with codes in their first values where there are codes (InfoGAN).</summary>
/// <param name="size">Z.</param>
/// <param name="random">A CPU random generator, so that latents are the same on every device.</param>
/// <param name="codes">The codes; null for none.</param>
internal sealed class LatentSampler(int size, Generator random, LatentCodes? codes = null)
{
    /// <summary>New latents, N×Z.</summary>
    public Tensor Draw(long count, Device device)
    {
        var latents = randn([count, size], generator: random);
        codes?.Draw(latents, random);
        return latents.to(device);
    }
}
