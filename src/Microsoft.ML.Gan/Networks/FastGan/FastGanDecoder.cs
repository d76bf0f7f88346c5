using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// Reconstructs an image from the discriminator's features: N×I×8×8 → N×C×s×s in [-1, 1], four doublings at most.
/// </summary>
internal sealed class FastGanDecoder : nn.Module<Tensor, Tensor>
{
    /// <summary>Pixels a side of the features.</summary>
    public const int FeatureSide = 8;

    private static readonly int[] _widening = [4, 2, 2, 1]; // at 16, 32, 64 and 128 pixels

    private readonly Sequential main;

    /// <param name="width">The channels of the last of four upsamplings; earlier layers have 2 or 4 times as many.</param>
    /// <param name="inputChannels">I.</param>
    /// <param name="imageChannels">C.</param>
    /// <param name="side">s: 16, 32, 64 or 128.</param>
    public FastGanDecoder(int width, int inputChannels, int imageChannels, int side)
        : base(nameof(FastGanDecoder))
    {
        var layers = new List<nn.Module<Tensor, Tensor>> { nn.AdaptiveAvgPool2d(FeatureSide) };
        var channels = inputChannels;
        for (var level = 0; FeatureSide << level < side; level++)
        {
            var next = width * _widening[level];
            layers.Add(FastGanBlocks.Up(channels, next));
            channels = next;
        }

        layers.AddRange([new NormalizedConvolution(channels, imageChannels, 3, 1, 1), nn.Tanh()]);
        main = nn.Sequential(layers);
        RegisterComponents();
    }

    public override Tensor forward(Tensor features) => main.call(features);
}
