using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// A convolution whose weights are scaled for each image by input channel (Karras et al., 2020, section 2.2):
/// with demodulation, each output channel is then normalized to a standard deviation of 1.
/// </summary>
/// <remarks>
/// Scaling the weights is equivalent to scaling input and output channels. So the whole batch needs only one ordinary convolution.
/// </remarks>
internal static class ModulatedConvolution
{
    /// <summary>N×I×H×W → N×O×H×W.</summary>
    /// <param name="features">N×I×H×W.</param>
    /// <param name="weight">O×I×k×k.</param>
    /// <param name="styles">N×I.</param>
    /// <param name="demodulate">Whether to normalize the output channels to a standard deviation of 1.</param>
    public static Tensor Apply(Tensor features, Tensor weight, Tensor styles, bool demodulate)
    {
        var padding = weight.shape[2] / 2;
        var result = nn.functional.conv2d(features * OfImages(styles), weight, padding: [padding, padding]);
        return demodulate ? result * Demodulation(weight, styles) : result;
    }

    /// <summary>The same from doubled features: N×I×H×W → N×O×2H×2W, demodulated. The kernel is 3×3.</summary>
    /// <inheritdoc cref="Apply"/>
    public static Tensor ApplyUp(Tensor features, Tensor weight, Tensor styles, Tensor filter)
    {
        var doubled = nn.functional.conv_transpose2d(features * OfImages(styles), weight.transpose(0, 1), strides: [2, 2]);
        return FirFilter.Blur(doubled, filter, padding: 1, gain: 4) * Demodulation(weight, styles);
    }

    private static Tensor Demodulation(Tensor weight, Tensor styles)
    {
        var energy = styles.square().mm(weight.square().sum([2, 3]).t());
        return OfImages((energy + 1e-8).rsqrt());
    }

    private static Tensor OfImages(Tensor channels) => channels.unsqueeze(2).unsqueeze(3);
}
