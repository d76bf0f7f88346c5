using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// The generator of Progressive GAN: images of the current size, upsampled to the full size. While a size fades in, its image is blended with that of
/// the previous size.
/// </summary>
internal sealed class ProgressiveGenerator : nn.Module<Tensor, Tensor, Tensor>, IGrowingNetwork, ILatentLayers
{
    private readonly int _latentSize;
    private readonly Growth growth;
    private readonly List<ProgressiveGeneratorBlock> _blocks = [];

    public ProgressiveGenerator(ProgressiveArchitecture options, NetworkSpecification specification)
        : base(nameof(ProgressiveGenerator))
    {
        _latentSize = options.LatentSize;
        var image = specification.Image;
        growth = new Growth(options, image.Height);
        for (var level = 0; level <= growth.LastLevel; level++)
        {
            var side = GrowthStage.Side(level);
            _blocks.Add(new ProgressiveGeneratorBlock(options, side, options.LatentSize + specification.ConditionSize, image.Channels));
            register_module($"b{side}", _blocks[level]);
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor latent, Tensor condition)
    {
        var stage = growth.Stage;
        var features = cat([latent, condition], 1);
        for (var level = 0; level < stage.Level; level++)
            features = _blocks[level].call(features);
        var images = _blocks[stage.Level].Colours(_blocks[stage.Level].call(features));
        if (stage.IsFading)
            images = Growth.Mix(Growth.Double(_blocks[stage.Level - 1].Colours(features)), images, stage.Fade);
        return growth.Enlarge(images);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> LatentWeights() =>
        [_blocks[0].get_parameter("dense.weight")!.narrow(0, 0, _latentSize).flatten(1).t()];

    /// <inheritdoc/>
    public void Grow(double images) => growth.Grow(images);

    /// <inheritdoc/>
    public int PhaseAt(long images) => growth.PhaseAt(images);

    /// <inheritdoc/>
    public Tensor Downsample(Tensor images) => growth.Downsample(images);
}
