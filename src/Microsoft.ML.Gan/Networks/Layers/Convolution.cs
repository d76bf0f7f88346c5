using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>A <see cref="ResampledConvolution"/> with its weight O×I×k×k and its bias, without normalization.</summary>
internal sealed class Convolution : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight; // TorchSharp finds a parameter by the name of its field when it moves it to another device
    private readonly Parameter? bias;
    private readonly Rescaling _rescaling;

    public Convolution(int inputs, int outputs, int kernel, Rescaling rescaling = Rescaling.None, bool hasBias = true)
        : base(nameof(Convolution))
    {
        _rescaling = rescaling;
        weight = nn.Parameter(empty(outputs, inputs, kernel, kernel));
        bias = hasBias ? nn.Parameter(zeros(outputs)) : null;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => ResampledConvolution.Apply(input, weight, bias, _rescaling);
}
