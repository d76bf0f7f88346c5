using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// A discriminator's residual block of spectrally normalized convolutions, which may halve height and width (Miyato et al.,
/// 2018, figure 10): N×I×H×W → N×O×H×W or N×O×H/2×W/2.
/// </summary>
internal sealed class ResidualDownBlock : nn.Module<Tensor, Tensor>
{
    private readonly SpectralConvolution conv1;
    private readonly SpectralConvolution conv2;
    private readonly SpectralConvolution? conv_sc;
    private readonly bool _isFirst;

    /// <param name="inputs">I.</param>
    /// <param name="hidden">The channels between the two convolutions.</param>
    /// <param name="outputs">O.</param>
    /// <param name="halves">Halves height and width.</param>
    /// <param name="isFirst">Whether the input is an image, to which no ReLU is applied.</param>
    public ResidualDownBlock(int inputs, int hidden, int outputs, bool halves, bool isFirst)
        : base(nameof(ResidualDownBlock))
    {
        var rescaling = halves ? Rescaling.Halved : Rescaling.None;
        _isFirst = isFirst;
        conv1 = new SpectralConvolution(inputs, hidden, 3);
        conv2 = new SpectralConvolution(hidden, outputs, 3, rescaling);
        conv_sc = HasShortcut(inputs, outputs, halves) ? new SpectralConvolution(inputs, outputs, 1, rescaling) : null;
        RegisterComponents();
    }

    /// <summary>Whether the residual connection has weights: only if it changes the shape.</summary>
    public static bool HasShortcut(int inputs, int outputs, bool halves) => halves || inputs != outputs;

    public override Tensor forward(Tensor features)
    {
        var hidden = conv1.call(_isFirst ? features : features.relu());
        return conv2.call(hidden.relu_()).add_(conv_sc is null ? features : conv_sc.call(features));
    }
}
