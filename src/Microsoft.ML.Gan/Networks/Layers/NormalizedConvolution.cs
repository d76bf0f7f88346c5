using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// A convolution whose weight is spectrally normalized. N×I×H×W → N×O×H'×W'. Names are those of
/// <c>torch.nn.utils.spectral_norm</c>, so that weights can be exchanged.
/// </summary>
internal sealed class NormalizedConvolution : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight_orig; // TorchSharp finds a parameter by the name of its field when it moves it to another device
    private readonly Parameter? bias;
    private readonly Tensor weight_u;
    private readonly Tensor weight_v;
    private readonly int _stride;
    private readonly int _padding;

    public NormalizedConvolution(int inputChannels, int outputChannels, int kernel, int stride = 1, int padding = 0, bool hasBias = false)
        : base(nameof(NormalizedConvolution))
    {
        (_stride, _padding) = (stride, padding);
        weight_orig = nn.Parameter(empty(outputChannels, inputChannels, kernel, kernel));
        nn.init.normal_(weight_orig, 0, 0.02);
        bias = hasBias ? nn.Parameter(zeros(outputChannels)) : null;
        weight_u = SpectralNormalization.NewDirection(outputChannels);
        weight_v = SpectralNormalization.NewDirection((long)inputChannels * kernel * kernel);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => nn.functional.conv2d(
        input, SpectralNormalization.Normalize(weight_orig, weight_u, weight_v, training), bias, strides: [_stride, _stride], padding: [_padding, _padding]);
}
