using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>Features to colours: a modulated 1×1 convolution without demodulation. (N×I×H×W, style N×W) → N×C×H×W.</summary>
internal sealed class ToColours : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly EqualizedLinear affine;
    private readonly Parameter weight; // TorchSharp finds a parameter by the name of its field when it moves it to another device
    private readonly Parameter bias;
    private readonly double _scale;
    private readonly double? _clamp;

    public ToColours(StyleGan2Architecture options, int inputChannels, int imageChannels)
        : base(nameof(ToColours))
    {
        (_scale, _clamp) = (1 / Math.Sqrt(inputChannels), options.ConvClamp);
        affine = new EqualizedLinear(options.StyleSize, inputChannels, initialBias: 1);
        weight = nn.Parameter(empty(imageChannels, inputChannels, 1, 1));
        nn.init.normal_(weight);
        bias = nn.Parameter(zeros(imageChannels));
        RegisterComponents();
    }

    /// <summary>The number of weights of such a layer.</summary>
    public static long CountWeights(StyleGan2Architecture options, long inputChannels, long imageChannels) =>
        checked(((options.StyleSize + 1L) * inputChannels) + ((inputChannels + 1) * imageChannels));

    public override Tensor forward(Tensor features, Tensor style)
    {
        var colours = ModulatedConvolution.Apply(features, weight, affine.call(style) * _scale, demodulate: false);
        return StyleActivation.Clamp(colours + bias.view(1, -1, 1, 1), _clamp);
    }
}
