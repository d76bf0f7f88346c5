using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// Skip-layer excitation (Liu et al., 2021, section 3.1): small features, from several layers before, gate each channel of large ones. (N×I×h×w,
/// N×O×H×W) → N×O×H×W.
/// </summary>
internal sealed class SkipExcitation : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Sequential main;

    public SkipExcitation(int smallChannels, int largeChannels)
        : base(nameof(SkipExcitation))
    {
        main = nn.Sequential(
            nn.AdaptiveAvgPool2d(4),
            new NormalizedConvolution(smallChannels, largeChannels, 4),
            nn.SiLU(),
            new NormalizedConvolution(largeChannels, largeChannels, 1),
            nn.Sigmoid());
        RegisterComponents();
    }

    public override Tensor forward(Tensor small, Tensor large) => large * main.call(small);
}
