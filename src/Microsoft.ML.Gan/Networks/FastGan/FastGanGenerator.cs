using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// FastGAN's generator: upsampling from 4×4, with noise in every other block. From 64 to 512 pixels, skip-layer excitation uses the features of a
/// sixteenth of the side.
/// </summary>
internal sealed class FastGanGenerator : nn.Module<Tensor, Tensor, Tensor>, ILatentLayers
{
    private const int FirstSide = 4;
    private const int FirstExcited = 64;
    private const int LastExcited = 512;
    private const int ExcitedBy = 16;

    private readonly int _latentSize;
    private readonly First init;
    private readonly NormalizedConvolution to_big;
    private readonly List<(int Side, Sequential Block, SkipExcitation? Excitation)> _levels = [];

    public FastGanGenerator(FastGanArchitecture options, NetworkSpecification specification)
        : base(nameof(FastGanGenerator))
    {
        _latentSize = options.LatentSize;
        var image = specification.Image;
        init = new First(options.LatentSize + specification.ConditionSize, options.GeneratorChannels(FirstSide));
        var noisy = true;
        for (var side = 2 * FirstSide; side <= image.Height; side *= 2, noisy = !noisy)
        {
            var (before, channels) = (options.GeneratorChannels(side / 2), options.GeneratorChannels(side));
            var block = noisy ? FastGanBlocks.NoisyUp(before, channels, side) : FastGanBlocks.Up(before, channels);
            register_module($"feat_{side}", block);
            SkipExcitation? excitation = null;
            if (side is >= FirstExcited and <= LastExcited)
            {
                excitation = new SkipExcitation(options.GeneratorChannels(side / ExcitedBy), channels);
                register_module($"se_{side}", excitation);
            }

            _levels.Add((side, block, excitation));
        }

        to_big = new NormalizedConvolution(options.GeneratorChannels(image.Height), image.Channels, 3, 1, 1);
        RegisterComponents();
    }

    /// <summary>A lower bound of the number of weights: those of its first layer and of one convolution per size.</summary>
    public static long CountWeights(FastGanArchitecture options, NetworkSpecification specification)
    {
        checked
        {
            var count = ((long)options.LatentSize + specification.ConditionSize) * 2 * options.GeneratorChannels(FirstSide) * FirstSide * FirstSide;
            for (var side = 2 * FirstSide; side <= specification.Image.Height; side *= 2)
                count += 18L * options.GeneratorChannels(side / 2) * options.GeneratorChannels(side);
            return count;
        }
    }

    public override Tensor forward(Tensor latent, Tensor condition)
    {
        var features = init.call(cat([latent, condition], 1));
        var bySide = new Dictionary<int, Tensor> { [FirstSide] = features };
        foreach (var (side, block, excitation) in _levels)
        {
            features = block.call(features);
            if (excitation is not null)
                features = excitation.call(bySide[side / ExcitedBy], features);
            bySide[side] = features;
        }

        return to_big.call(features).tanh();
    }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> LatentWeights() =>
        [init.get_parameter("init.0.weight_orig")!.narrow(0, 0, _latentSize).flatten(1).t()];

    /// <summary>N×Z → N×C×4×4.</summary>
    private sealed class First : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential init;

        public First(int latentSize, int channels)
            : base(nameof(First))
        {
            init = nn.Sequential(new NormalizedLatentToImage(latentSize, channels * 2), FastGanBlocks.Normalization(channels * 2), nn.GLU(1));
            RegisterComponents();
        }

        public override Tensor forward(Tensor latent) => init.call(latent);
    }
}
