using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// The layers of one size in StyleGAN2's residual discriminator: N×I×H×W → N×O×H/2×W/2. The largest block takes the image.
/// </summary>
internal sealed class DiscriminatorBlock : nn.Module<Tensor, Tensor>
{
    private static readonly double _half = Math.Sqrt(0.5); // keeps the variance of a sum of two

    private readonly FilteredConvolution? fromrgb;
    private readonly FilteredConvolution conv0;
    private readonly FilteredConvolution conv1;
    private readonly FilteredConvolution skip;
    private readonly Tensor resample_filter = FirFilter.Create(); // unused, but in the reference's state

    /// <param name="options">The architecture.</param>
    /// <param name="side">The side of the input.</param>
    /// <param name="imageChannels">The image channels, for the block that takes the image; otherwise 0.</param>
    public DiscriminatorBlock(StyleGan2Architecture options, int side, int imageChannels)
        : base(nameof(DiscriminatorBlock))
    {
        var (channels, next, clamp) = (options.ChannelsAt(side), options.ChannelsAt(side / 2), options.ConvClamp);
        if (imageChannels > 0)
            fromrgb = new FilteredConvolution(imageChannels, channels, 1) { ConvClamp = clamp };
        conv0 = new FilteredConvolution(channels, channels, 3) { ConvClamp = clamp };
        conv1 = new FilteredConvolution(channels, next, 3) { Halves = true, Gain = _half, ConvClamp = clamp };
        skip = new FilteredConvolution(channels, next, 1, hasBias: false) { Halves = true, IsActivated = false, Gain = _half };
        RegisterComponents();
    }

    /// <summary>The number of weights of such a block.</summary>
    public static long CountWeights(StyleGan2Architecture options, int side, int imageChannels)
    {
        checked
        {
            var (channels, next) = ((long)options.ChannelsAt(side), (long)options.ChannelsAt(side / 2));
            var first = imageChannels > 0 ? (imageChannels + 1) * channels : 0;
            return first + (((9 * channels) + 1) * channels) + (((9 * channels) + 1) * next) + (channels * next);
        }
    }

    public override Tensor forward(Tensor input)
    {
        var features = fromrgb is null ? input : fromrgb.call(input);
        return skip.call(features) + conv1.call(conv0.call(features));
    }
}
