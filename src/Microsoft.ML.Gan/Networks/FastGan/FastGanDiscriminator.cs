using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// FastGAN's discriminator: logits of 5×5 patches of the image from features of 8×8, and again 5×5 of the image at half its size
/// or at 128 pixels, below each other: N×1×10×5 logits. Three decoders reconstruct real images from the features.
/// </summary>
internal sealed class FastGanDiscriminator : nn.Module<Tensor, Tensor, Tensor>, ISelfSupervised, ILayeredDiscriminator
{
    private const int LargestSide = 256; // of features; larger images are convolved to it first
    private const int LargestSmall = 128;
    private const int LastSide = FastGanDecoder.FeatureSide;
    private const int ExcitedBy = 8;

    private readonly Sequential down_from_big;
    private readonly Sequential down_from_small;
    private readonly Sequential rf_big;
    private readonly NormalizedConvolution rf_small;
    private readonly FastGanDecoder decoder_big;
    private readonly FastGanDecoder decoder_part;
    private readonly FastGanDecoder decoder_small;
    private readonly Linear? projection;
    private readonly List<(int Side, ResidualDown Block, SkipExcitation? Excitation)> _levels = [];
    private readonly int _firstSide;
    private readonly int _smallSide;
    private readonly int _decodedSide;
    private readonly double _reconstructionWeight;

    public FastGanDiscriminator(FastGanArchitecture options, NetworkSpecification specification)
        : base(nameof(FastGanDiscriminator))
    {
        var (image, independent) = (specification.Image, specification.IndependentSamples);
        _reconstructionWeight = options.ReconstructionWeight;
        _firstSide = Math.Min(image.Height, LargestSide);
        _smallSide = Math.Min(image.Height / 2, LargestSmall);
        _decodedSide = Math.Min(image.Height, LargestSmall);

        down_from_big = FromColours(options, image, independent);
        for (var side = _firstSide / 2; side >= LastSide; side /= 2)
        {
            var block = new ResidualDown(Channels(options, side * 2), Channels(options, side), independent);
            register_module($"down_{NameOf(side)}", block);
            SkipExcitation? excitation = null;
            if (side * ExcitedBy <= _firstSide)
            {
                excitation = new SkipExcitation(Channels(options, side * ExcitedBy), Channels(options, side));
                register_module($"se_{NameOf(side * ExcitedBy)}_{NameOf(side)}", excitation);
            }

            _levels.Add((side, block, excitation));
        }

        down_from_small = nn.Sequential(
            new NormalizedConvolution(image.Channels, SmallChannels(options, _smallSide / 2), 4, 2, 1), FastGanBlocks.Rectifier());
        for (var side = _smallSide / 4; side >= LastSide; side /= 2)
            down_from_small.append(FastGanBlocks.Down(SmallChannels(options, side * 2), SmallChannels(options, side), independent));

        var (last, lastSmall) = (Channels(options, LastSide), SmallChannels(options, LastSide));
        var patches = options.DiscriminatorChannels(LastSide);
        rf_big = nn.Sequential(
            new NormalizedConvolution(last, patches, 1),
            FastGanBlocks.Normalization(patches, independent),
            FastGanBlocks.Rectifier(),
            new NormalizedConvolution(patches, 1 + specification.AuxiliaryOutputs, 4));
        rf_small = new NormalizedConvolution(lastSmall, 1 + specification.AuxiliaryOutputs, 4);

        var width = Math.Max(options.DiscriminatorWidth / 2, 1);
        decoder_big = new FastGanDecoder(width, last, image.Channels, _decodedSide);
        decoder_part = new FastGanDecoder(width, Channels(options, LastSide * 2), image.Channels, _smallSide);
        decoder_small = new FastGanDecoder(width, lastSmall, image.Channels, _decodedSide);
        if (specification.ConditionSize > 0 && specification.DiscriminatorConditioning != DiscriminatorConditioning.None)
            projection = nn.Linear(specification.ConditionSize, last, hasBias: false);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public IEnumerable<nn.Module> FromImage
    {
        get
        {
            var levels = _levels.SelectMany(level => new nn.Module?[] { level.Block, level.Excitation });
            nn.Module?[] all = [down_from_big, .. levels, down_from_small, rf_big, rf_small, decoder_big, decoder_part, decoder_small, projection];
            return all.OfType<nn.Module>();
        }
    }

    /// <summary>A lower bound of the number of weights: those of one convolution per size, and of the last layers.</summary>
    public static long CountWeights(FastGanArchitecture options, NetworkSpecification specification)
    {
        checked
        {
            var width = (long)options.DiscriminatorChannels(LastSide) * (1L + specification.AuxiliaryOutputs);
            var count = specification.DiscriminatorConditioning == DiscriminatorConditioning.None
                ? width
                : width + ((long)specification.ConditionSize * Channels(options, LastSide));
            for (var side = Math.Min(specification.Image.Height, LargestSide) / 2; side >= LastSide; side /= 2)
                count += 16L * Channels(options, side * 2) * Channels(options, side);
            return count;
        }
    }

    public override Tensor forward(Tensor images, Tensor condition) => Outputs(FeaturesOf(images), condition);

    /// <inheritdoc/>
    public (Tensor Logits, Tensor Loss) ForwardAndReconstruct(Tensor images, Tensor condition) =>
        ForwardAndReconstruct(images, condition, (int)(rand(1).item<float>() * 4));

    /// <inheritdoc cref="ISelfSupervised.ForwardAndReconstruct"/>
    /// <param name="images">N×C×H×W.</param>
    /// <param name="condition">N×K.</param>
    /// <param name="part">The quarter that is reconstructed separately: 0 and 1 above, 2 and 3 below.</param>
    public (Tensor Logits, Tensor Loss) ForwardAndReconstruct(Tensor images, Tensor condition, int part)
    {
        var features = FeaturesOf(images);
        return (Outputs(features, condition), _reconstructionWeight * Rebuild(features, images, part));
    }

    private Tensor Outputs(Features features, Tensor condition)
    {
        var logits = cat([rf_big.call(features.Last), rf_small.call(features.Small)], 2);
        if (projection is null)
            return logits;
        var agreement = (projection.call(condition) * features.Last.mean([2, 3])).sum(1).view(-1, 1, 1, 1);
        return cat([logits.narrow(1, 0, 1) + agreement, logits.narrow(1, 1, logits.shape[1] - 1)], 1);
    }

    /// <summary>The sum of mean absolute differences of pixels: of the whole image, of a quarter of it, and of the whole from the smaller
    /// image.</summary>
    private Tensor Rebuild(Features features, Tensor images, int part)
    {
        var whole = Resize(images, _decodedSide);
        return Difference(decoder_big.call(features.Last), whole)
            + Difference(decoder_part.call(Quarter(features.Before, part)), Resize(Quarter(images, part), _smallSide))
            + Difference(decoder_small.call(features.Small), whole);
    }

    private Features FeaturesOf(Tensor images)
    {
        var features = down_from_big.call(images);
        var before = features;
        var bySide = new Dictionary<int, Tensor> { [_firstSide] = features };
        foreach (var (side, block, excitation) in _levels)
        {
            before = features;
            features = block.call(features);
            if (excitation is not null)
                features = excitation.call(bySide[side * ExcitedBy], features);
            bySide[side] = features;
        }

        return new Features(features, before, down_from_small.call(Resize(images, _smallSide)));
    }

    /// <summary>Colours to the features of 256 pixels a side, or of the image's own if it is smaller.</summary>
    private static Sequential FromColours(FastGanArchitecture options, ImageShape image, bool independent)
    {
        var channels = Channels(options, Math.Min(image.Height, LargestSide));
        if (image.Height <= LargestSide)
            return nn.Sequential(new NormalizedConvolution(image.Channels, channels, 3, 1, 1), FastGanBlocks.Rectifier());
        if (image.Height == 2 * LargestSide)
            return nn.Sequential(new NormalizedConvolution(image.Channels, channels, 4, 2, 1), FastGanBlocks.Rectifier());
        var first = options.DiscriminatorChannels(image.Height);
        return nn.Sequential(
            new NormalizedConvolution(image.Channels, first, 4, 2, 1),
            FastGanBlocks.Rectifier(),
            new NormalizedConvolution(first, channels, 4, 2, 1),
            FastGanBlocks.Normalization(channels, independent),
            FastGanBlocks.Rectifier());
    }

    /// <summary>The authors name layers by how much smaller than 512 pixels they are.</summary>
    private static int NameOf(int side) => 512 / side;

    private static Tensor Difference(Tensor rebuilt, Tensor real) => (rebuilt - real).abs().mean();

    private static Tensor Resize(Tensor images, int side) =>
        images.shape[2] == side ? images : nn.functional.avg_pool2d(images, images.shape[2] / side);

    private static Tensor Quarter(Tensor images, int part)
    {
        var (height, width) = (images.shape[2] / 2, images.shape[3] / 2);
        return images.narrow(2, part / 2 * height, height).narrow(3, part % 2 * width, width);
    }

    // The paper's table uses the side of the image, its features the side of the output: one and two doublings apart.
    private static int Channels(FastGanArchitecture options, int side) => options.DiscriminatorChannels(2 * side);

    private static int SmallChannels(FastGanArchitecture options, int side) => options.DiscriminatorChannels(4 * side);

    /// <summary>The features that logits and reconstruction are computed from.</summary>
    /// <param name="Last">The last features, of 8×8.</param>
    /// <param name="Before">The features before them.</param>
    /// <param name="Small">The features of the smaller image, of 8×8.</param>
    private readonly record struct Features(Tensor Last, Tensor Before, Tensor Small);
}
