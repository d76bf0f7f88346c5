using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// The layers of one size in StyleGAN2's skip generator: features are upsampled, and their image is added to the upsampled image of the previous
/// size. The smallest starts from a learned constant.
/// </summary>
internal sealed class SynthesisBlock : nn.Module
{
    private readonly Parameter? @const; // TorchSharp finds a parameter by the name of its field when it moves it to another device
    private readonly SynthesisLayer? conv0;
    private readonly SynthesisLayer conv1;
    private readonly ToColours torgb;
    private readonly Tensor resample_filter;

    /// <param name="options">The architecture.</param>
    /// <param name="side">The side of this block's images; 4 for the smallest.</param>
    /// <param name="imageChannels">The channels of the images.</param>
    public SynthesisBlock(StyleGan2Architecture options, int side, int imageChannels)
        : base(nameof(SynthesisBlock))
    {
        var channels = options.ChannelsAt(side);
        if (side == StyleGan2Architecture.SmallestSide)
        {
            @const = nn.Parameter(empty(channels, side, side));
            nn.init.normal_(@const);
        }
        else
        {
            conv0 = new SynthesisLayer(options, options.ChannelsAt(side / 2), channels, side, doubles: true);
        }

        conv1 = new SynthesisLayer(options, channels, channels, side, doubles: false);
        torgb = new ToColours(options, channels, imageChannels);
        resample_filter = FirFilter.Create();
        RegisterComponents();
    }

    /// <summary>The number of the convolutions' styles; the conversion to colours uses the one after them.</summary>
    public int Convolutions => conv0 is null ? 1 : 2;

    /// <summary>The number of weights of such a block.</summary>
    public static long CountWeights(StyleGan2Architecture options, int side, int imageChannels)
    {
        checked
        {
            var channels = (long)options.ChannelsAt(side);
            var first = side == StyleGan2Architecture.SmallestSide
                ? channels * side * side
                : SynthesisLayer.CountWeights(options, options.ChannelsAt(side / 2), channels);
            return first + SynthesisLayer.CountWeights(options, channels, channels) + ToColours.CountWeights(options, channels, imageChannels);
        }
    }

    /// <param name="before">Features and image of the previous size; null for the smallest.</param>
    /// <param name="styles">N×L×W.</param>
    /// <param name="style">The first style of this block.</param>
    public (Tensor Features, Tensor Image) Grow((Tensor Features, Tensor Image)? before, Tensor styles, int style)
    {
        var features = before is { } smaller
            ? conv0!.call(smaller.Features, styles.select(1, style++))
            : @const!.unsqueeze(0).expand(styles.shape[0], -1, -1, -1);
        features = conv1.call(features, styles.select(1, style++));
        var colours = torgb.call(features, styles.select(1, style));
        return (features, before is { } skipped ? FirFilter.Up(skipped.Image, resample_filter) + colours : colours);
    }
}
