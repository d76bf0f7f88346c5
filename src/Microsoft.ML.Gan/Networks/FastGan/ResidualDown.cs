using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// Halves height and width in FastGAN's discriminator: the mean of two convolutions and of one of the halved features.
/// N×I×H×W → N×O×H/2×W/2.
/// </summary>
internal sealed class ResidualDown : nn.Module<Tensor, Tensor>
{
    private readonly Sequential main;
    private readonly Sequential direct;

    public ResidualDown(int inputChannels, int outputChannels, bool independent)
        : base(nameof(ResidualDown))
    {
        main = nn.Sequential(
            new NormalizedConvolution(inputChannels, outputChannels, 4, 2, 1),
            FastGanBlocks.Normalization(outputChannels, independent),
            FastGanBlocks.Rectifier(),
            new NormalizedConvolution(outputChannels, outputChannels, 3, 1, 1),
            FastGanBlocks.Normalization(outputChannels, independent),
            FastGanBlocks.Rectifier());
        direct = nn.Sequential(
            nn.AvgPool2d(2),
            new NormalizedConvolution(inputChannels, outputChannels, 1),
            FastGanBlocks.Normalization(outputChannels, independent),
            FastGanBlocks.Rectifier());
        RegisterComponents();
    }

    public override Tensor forward(Tensor features) => (main.call(features) + direct.call(features)) / 2;
}
