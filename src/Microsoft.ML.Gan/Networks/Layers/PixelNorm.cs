using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// Normalizes every pixel, or every latent, to a mean square of 1 over the channels (Karras et al., 2018,
/// section 4.2). N×C×… → N×C×…
/// </summary>
internal static class PixelNorm
{
    public static Tensor Apply(Tensor features) => features * (features.square().mean([1], keepdim: true) + 1e-8).rsqrt();
}
