using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// The discriminator of Progressive GAN: downsamples images to the current size. While a size fades in, its features are blended with those of the
/// previous size. The last layers have minibatch deviation.
/// </summary>
internal sealed class ProgressiveDiscriminator : nn.Module<Tensor, Tensor, Tensor>, IGrowingNetwork, ILayeredDiscriminator
{
    private static readonly double _gain = Math.Sqrt(2);

    private readonly Growth growth;
    private readonly EqualizedConvolution conv;
    private readonly EqualizedLinear dense;
    private readonly EqualizedLinear @out;
    private readonly EqualizedLinear? projection;
    private readonly List<EqualizedConvolution> _fromColours = [];
    private readonly List<ProgressiveDiscriminatorBlock> _blocks = []; // of the levels from 1
    private readonly int _group;

    public ProgressiveDiscriminator(ProgressiveArchitecture options, NetworkSpecification specification)
        : base(nameof(ProgressiveDiscriminator))
    {
        var image = specification.Image;
        growth = new Growth(options, image.Height);
        _group = options.DeviationGroup;
        for (var level = 0; level <= growth.LastLevel; level++)
        {
            var side = GrowthStage.Side(level);
            _fromColours.Add(new EqualizedConvolution(image.Channels, options.ChannelsAt(side), 1, _gain));
            register_module($"fromrgb{side}", _fromColours[level]);
            if (level == 0)
                continue;
            _blocks.Add(new ProgressiveDiscriminatorBlock(options, side));
            register_module($"b{side}", _blocks[level - 1]);
        }

        var (channels, features) = (options.ChannelsAt(ProgressiveArchitecture.SmallestSide), Features(options));
        conv = new EqualizedConvolution(channels + 1, channels, 3, _gain);
        dense = new EqualizedLinear(16L * channels, features, _gain);
        @out = new EqualizedLinear(features, 1L + specification.AuxiliaryOutputs);
        if (IsProjected(specification))
            projection = new EqualizedLinear(specification.ConditionSize, features);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public IEnumerable<nn.Module> FromImage
    {
        get
        {
            for (var level = growth.LastLevel; level > 0; level--)
            {
                yield return _fromColours[level];
                yield return _blocks[level - 1];
            }

            yield return _fromColours[0];
            yield return conv;
            yield return dense;
            yield return @out;
            if (projection is not null)
                yield return projection;
        }
    }

    /// <summary>The number of weights of such a discriminator.</summary>
    public static long CountWeights(ProgressiveArchitecture options, NetworkSpecification specification)
    {
        checked
        {
            var (channels, features) = ((long)options.ChannelsAt(ProgressiveArchitecture.SmallestSide), (long)Features(options));
            var count = (((9 * (channels + 1)) + 1) * channels) + (((16 * channels) + 1) * features) + ((features + 1) * (1L + specification.AuxiliaryOutputs));
            if (IsProjected(specification))
                count += (specification.ConditionSize + 1L) * features;
            for (var level = 0; level <= ProgressiveArchitecture.LastLevel(specification.Image.Height); level++)
            {
                var side = GrowthStage.Side(level);
                count += (specification.Image.Channels + 1L) * options.ChannelsAt(side);
                count += level == 0 ? 0 : ProgressiveDiscriminatorBlock.CountWeights(options, side);
            }

            return count;
        }
    }

    public override Tensor forward(Tensor images, Tensor condition)
    {
        var stage = growth.Stage;
        var reduced = growth.Shrink(images, stage.Level);
        var features = FromColours(reduced, stage.Level);
        for (var level = stage.Level; level > 0; level--)
        {
            features = _blocks[level - 1].call(features);
            if (level == stage.Level && stage.IsFading)
                features = Growth.Mix(FromColours(Growth.Halve(reduced), level - 1), features, stage.Fade);
        }

        features = nn.functional.leaky_relu(conv.call(MinibatchDeviation.Append(features, _group)), 0.2);
        features = nn.functional.leaky_relu(dense.call(features.flatten(1)), 0.2);
        var outputs = @out.call(features);
        if (projection is null)
            return outputs;
        var agreement = (projection.call(condition) * features).sum(1, keepdim: true) / Math.Sqrt(features.shape[1]);
        return cat([outputs.narrow(1, 0, 1) + agreement, outputs.narrow(1, 1, outputs.shape[1] - 1)], 1);
    }

    /// <inheritdoc/>
    public void Grow(double images) => growth.Grow(images);

    /// <inheritdoc/>
    public int PhaseAt(long images) => growth.PhaseAt(images);

    /// <inheritdoc/>
    public Tensor Downsample(Tensor images) => growth.Downsample(images);

    private Tensor FromColours(Tensor images, int level) => nn.functional.leaky_relu(_fromColours[level].call(images), 0.2);

    private static bool IsProjected(NetworkSpecification specification) =>
        specification.ConditionSize > 0 && specification.DiscriminatorConditioning != DiscriminatorConditioning.None;

    /// <summary>The next entry of the table of channels, at 2×2.</summary>
    private static int Features(ProgressiveArchitecture options) => options.ChannelsAt(ProgressiveArchitecture.SmallestSide / 2);
}
