using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>Creates layers with or without spectral normalization.</summary>
internal static class SpectralOr
{
    public static nn.Module<Tensor, Tensor> Linear(bool spectral, int inputs, int outputs, bool hasBias = true) =>
        spectral ? new SpectralLinear(inputs, outputs, hasBias) : nn.Linear(inputs, outputs, hasBias);

    public static nn.Module<Tensor, Tensor> Convolution(
        bool spectral, int inputs, int outputs, int kernel, Rescaling rescaling = Rescaling.None, bool hasBias = true) =>
        spectral
            ? new SpectralConvolution(inputs, outputs, kernel, rescaling, hasBias)
            : new Convolution(inputs, outputs, kernel, rescaling, hasBias);
}
