using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// The layers of one size in the progressive generator. The smallest maps the latent to features, N×Z → N×C×4×4; the others upsample them.
/// </summary>
internal sealed class ProgressiveGeneratorBlock : nn.Module<Tensor, Tensor>
{
    private static readonly double _gain = Math.Sqrt(2);

    private readonly LatentToImage? dense;
    private readonly Parameter? bias; // of the dense layer, one for each channel
    private readonly EqualizedConvolution? conv0;
    private readonly EqualizedConvolution conv1;
    private readonly EqualizedConvolution torgb;
    private readonly double _scale;

    /// <param name="options">The architecture.</param>
    /// <param name="side">Pixels a side of the features that come out.</param>
    /// <param name="latentSize">Latent and condition values, for the smallest.</param>
    /// <param name="imageChannels">Colours.</param>
    public ProgressiveGeneratorBlock(ProgressiveArchitecture options, int side, int latentSize, int imageChannels)
        : base(nameof(ProgressiveGeneratorBlock))
    {
        var channels = options.ChannelsAt(side);
        if (side == ProgressiveArchitecture.SmallestSide)
        {
            dense = new LatentToImage(latentSize, channels, side, side);
            foreach (var weight in dense.parameters())
                nn.init.normal_(weight);
            bias = nn.Parameter(zeros(channels));
            _scale = _gain / 4 / Math.Sqrt(latentSize); // a quarter of the others', as in the authors' implementation
        }
        else
        {
            conv0 = new EqualizedConvolution(options.ChannelsAt(side / 2), channels, 3, _gain);
        }

        conv1 = new EqualizedConvolution(channels, channels, 3, _gain);
        torgb = new EqualizedConvolution(channels, imageChannels, 1);
        RegisterComponents();
    }

    /// <summary>The number of weights of such a block.</summary>
    public static long CountWeights(ProgressiveArchitecture options, int side, long latentSize, long imageChannels)
    {
        checked
        {
            var channels = (long)options.ChannelsAt(side);
            var inputs = side == ProgressiveArchitecture.SmallestSide ? latentSize * side * side : 9L * options.ChannelsAt(side / 2);
            return ((inputs + 1) * channels) + (((9 * channels) + 1) * channels) + ((channels + 1) * imageChannels);
        }
    }

    public override Tensor forward(Tensor input)
    {
        var features = dense is null
            ? conv0!.call(Growth.Double(input))
            : (dense.call(PixelNorm.Apply(input)) * _scale) + bias!.view(1, -1, 1, 1);
        return Finish(conv1.call(Finish(features)));
    }

    /// <summary>Features to colours.</summary>
    public Tensor Colours(Tensor features) => torgb.call(features);

    private static Tensor Finish(Tensor features) => PixelNorm.Apply(nn.functional.leaky_relu(features, 0.2));
}
