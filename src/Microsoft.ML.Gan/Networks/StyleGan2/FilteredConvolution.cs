using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// A convolution of StyleGAN2's discriminator, with an equalized learning rate. N×I×H×W → N×O×H×W, or half the size through
/// the low-pass filter.
/// </summary>
internal sealed class FilteredConvolution : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight; // TorchSharp finds a parameter by the name of its field when it moves it to another device
    private readonly Parameter? bias;
    private readonly Tensor resample_filter;
    private readonly double _scale;

    public FilteredConvolution(int inputChannels, int outputChannels, int kernel, bool hasBias = true)
        : base(nameof(FilteredConvolution))
    {
        _scale = 1 / Math.Sqrt((double)inputChannels * kernel * kernel);
        weight = nn.Parameter(empty(outputChannels, inputChannels, kernel, kernel));
        nn.init.normal_(weight);
        if (hasBias)
            bias = nn.Parameter(zeros(outputChannels));
        resample_filter = FirFilter.Create();
        RegisterComponents();
    }

    /// <summary>Halves height and width.</summary>
    public bool Halves { get; init; }

    /// <summary>Whether the activation follows.</summary>
    public bool IsActivated { get; init; } = true;

    /// <summary>The factor of the result, in addition to the activation's √2.</summary>
    public double Gain { get; init; } = 1;

    /// <summary>The largest magnitude of the result before <see cref="Gain"/>, if there is one.</summary>
    public double? ConvClamp { get; init; }

    public override Tensor forward(Tensor input)
    {
        var features = Convolve(input);
        var clamp = ConvClamp * Gain;
        return IsActivated ? StyleActivation.Apply(features, StyleActivation.Gain * Gain, clamp) : StyleActivation.Clamp(features * Gain, clamp);
    }

    private Tensor Convolve(Tensor input)
    {
        var kernel = weight.shape[2];
        if (!Halves)
            return nn.functional.conv2d(input, weight * _scale, bias, padding: [kernel / 2, kernel / 2]);
        if (kernel == 1)
            return nn.functional.conv2d(FirFilter.Down(input, resample_filter), weight * _scale, bias); // the filter leaves a quarter to convolve
        return nn.functional.conv2d(FirFilter.Blur(input, resample_filter, padding: 2), weight * _scale, bias, strides: [2, 2]);
    }
}
