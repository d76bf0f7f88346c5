using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>The layers of one size in the progressive discriminator: N×I×H×W → N×O×H/2×W/2.</summary>
internal sealed class ProgressiveDiscriminatorBlock : nn.Module<Tensor, Tensor>
{
    private static readonly double _gain = Math.Sqrt(2);

    private readonly EqualizedConvolution conv0;
    private readonly EqualizedConvolution conv1;

    public ProgressiveDiscriminatorBlock(ProgressiveArchitecture options, int side)
        : base(nameof(ProgressiveDiscriminatorBlock))
    {
        var channels = options.ChannelsAt(side);
        conv0 = new EqualizedConvolution(channels, channels, 3, _gain);
        conv1 = new EqualizedConvolution(channels, options.ChannelsAt(side / 2), 3, _gain);
        RegisterComponents();
    }

    /// <summary>The number of weights of such a block.</summary>
    public static long CountWeights(ProgressiveArchitecture options, int side)
    {
        checked
        {
            var channels = (long)options.ChannelsAt(side);
            return ((9 * channels) + 1) * (channels + options.ChannelsAt(side / 2));
        }
    }

    public override Tensor forward(Tensor features)
    {
        features = nn.functional.leaky_relu(conv0.call(features), 0.2);
        return Growth.Halve(nn.functional.leaky_relu(conv1.call(features), 0.2));
    }
}
