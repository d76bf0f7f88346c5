using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>A <see cref="ResampledConvolution"/> whose weight O×I×k×k is spectrally normalized.</summary>
internal sealed class SpectralConvolution : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight_orig; // named as in torch.nn.utils.spectral_norm, so that weights can be exchanged
    private readonly Parameter? bias;
    private readonly Tensor weight_u;
    private readonly Tensor weight_v;
    private readonly Rescaling _rescaling;

    public SpectralConvolution(int inputs, int outputs, int kernel, Rescaling rescaling = Rescaling.None, bool hasBias = true)
        : base(nameof(SpectralConvolution))
    {
        _rescaling = rescaling;
        weight_orig = nn.Parameter(empty(outputs, inputs, kernel, kernel));
        bias = hasBias ? nn.Parameter(zeros(outputs)) : null;
        weight_u = SpectralNormalization.NewDirection(outputs);
        weight_v = SpectralNormalization.NewDirection((long)inputs * kernel * kernel);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) =>
        ResampledConvolution.Apply(input, SpectralNormalization.Normalize(weight_orig, weight_u, weight_v, training), bias, _rescaling);
}
