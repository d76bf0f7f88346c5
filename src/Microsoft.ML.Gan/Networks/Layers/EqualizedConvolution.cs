using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// A convolution of odd kernel that keeps height and width, with an equalized learning rate (see
/// <see cref="EqualizedLinear"/>). N×I×H×W → N×O×H×W.
/// </summary>
internal sealed class EqualizedConvolution : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight; // TorchSharp finds a parameter by the name of its field when it moves it to another device
    private readonly Parameter bias;
    private readonly double _scale;
    private readonly int _padding;

    /// <param name="inputChannels">I.</param>
    /// <param name="outputChannels">O.</param>
    /// <param name="kernel">k, odd.</param>
    /// <param name="gain">The factor of the weights in addition to 1/√(I·k²); √2 for a layer before a rectifier.</param>
    public EqualizedConvolution(int inputChannels, int outputChannels, int kernel, double gain = 1)
        : base(nameof(EqualizedConvolution))
    {
        _scale = gain / Math.Sqrt((double)inputChannels * kernel * kernel);
        _padding = kernel / 2;
        weight = nn.Parameter(empty(outputChannels, inputChannels, kernel, kernel));
        bias = nn.Parameter(empty(outputChannels));
        nn.init.normal_(weight);
        nn.init.zeros_(bias);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => nn.functional.conv2d(input, weight * _scale, bias, padding: [_padding, _padding]);
}
