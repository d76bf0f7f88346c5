using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems.SuperResolution;

/// <summary>The networks of SRGAN (Ledig et al., 2017). The defaults are the paper's for a scale of 4.</summary>
internal sealed record SuperResolutionNetworks
{
    /// <summary>How many times as many pixels a side the result has: a power of two.</summary>
    public int Scale { get; init; } = 4;

    /// <summary>Channels of the generator.</summary>
    public int GeneratorWidth { get; init; } = 64;

    /// <summary>Residual blocks of the generator.</summary>
    public int Blocks { get; init; } = 16;

    /// <summary>Channels of the discriminator's first layer.</summary>
    public int DiscriminatorWidth { get; init; } = 64;

    /// <summary>The images that a generator takes: any.</summary>
    public static ImageSides GeneratorSides => new(Smallest: 1);

    /// <summary>
    /// The high-resolution images that the discriminator can be trained on: it halves the sides four times, and its batch normalizations need
    /// more than one value of each channel.
    /// </summary>
    /// <param name="batchSize">Images in a batch.</param>
    public static ImageSides DiscriminatorSides(int batchSize) => new(Smallest: batchSize > 1 ? 1 : 17);

    /// <exception cref="ArgumentOutOfRangeException">A value is invalid; the message names it.</exception>
    public void Validate()
    {
        Check.That(Scale is >= 1 and <= 64 && int.IsPow2(Scale), nameof(Scale), $"must be a power of two up to 64, but is {Scale}");
        Check.Within(GeneratorWidth, 1, 4096, nameof(GeneratorWidth));
        Check.Within(Blocks, 0, 1000, nameof(Blocks));
        Check.Within(DiscriminatorWidth, 1, 4096, nameof(DiscriminatorWidth));
    }

    /// <summary>The weights of the generator's convolutions without their biases.</summary>
    public long CountGeneratorWeights(int channels)
    {
        long width = GeneratorWidth;
        return checked((162 * width * channels) + ((9 + (18L * Blocks) + (36L * int.Log2(Scale))) * width * width));
    }

    /// <summary>SRResNet: images N×C×H×W in [-1, 1] → N×C×(s·H)×(s·W).</summary>
    public nn.Module<Tensor, Tensor> CreateGenerator(int channels) => new Generator(this, channels).ToChannelsLast();

    /// <summary>Eight convolutions and a mean over the image: images N×C×H×W in [-1, 1] → logits N×1. Any size will do.</summary>
    public nn.Module<Tensor, Tensor> CreateDiscriminator(int channels)
    {
        var layers = new List<nn.Module<Tensor, Tensor>> { nn.Conv2d(channels, DiscriminatorWidth, 3, padding: 1), nn.LeakyReLU(0.2) };
        var width = DiscriminatorWidth;
        foreach (var (next, stride) in new[] { (1, 2), (2, 1), (2, 2), (4, 1), (4, 2), (8, 1), (8, 2) }.Select(one => (one.Item1 * DiscriminatorWidth, one.Item2)))
        {
            layers.AddRange([nn.Conv2d(width, next, 3, stride: stride, padding: 1), nn.BatchNorm2d(next), nn.LeakyReLU(0.2)]);
            width = next;
        }

        layers.AddRange([nn.AdaptiveAvgPool2d(1), nn.Conv2d(width, 2 * width, 1), nn.LeakyReLU(0.2), nn.Conv2d(2 * width, 1, 1), nn.Flatten()]);
        return nn.Sequential(layers).ToChannelsLast();
    }

    private sealed class Generator : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential first;
        private readonly Sequential blocks;
        private readonly Sequential after;
        private readonly Sequential upsample;
        private readonly Conv2d last;

        public Generator(SuperResolutionNetworks options, int channels)
            : base("SrResNet")
        {
            var width = options.GeneratorWidth;
            first = nn.Sequential(nn.Conv2d(channels, width, 9, padding: 4), nn.PReLU(1));
            blocks = nn.Sequential(Enumerable.Range(0, options.Blocks).Select(_ => (nn.Module<Tensor, Tensor>)new Block(width)).ToArray());
            after = nn.Sequential(nn.Conv2d(width, width, 3, padding: 1), nn.BatchNorm2d(width));
            var ups = new List<nn.Module<Tensor, Tensor>>();
            for (var scale = options.Scale; scale > 1; scale /= 2)
                ups.AddRange([nn.Conv2d(width, 4 * width, 3, padding: 1), nn.PixelShuffle(2), nn.PReLU(1)]);
            upsample = nn.Sequential(ups);
            last = nn.Conv2d(width, channels, 9, padding: 4);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var features = first.call(input);
            features += after.call(blocks.call(features));
            return last.call(upsample.call(features)).tanh();
        }
    }

    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential main;

        public Block(int width)
            : base(nameof(Block))
        {
            main = nn.Sequential(
                nn.Conv2d(width, width, 3, padding: 1), nn.BatchNorm2d(width), nn.PReLU(1), nn.Conv2d(width, width, 3, padding: 1), nn.BatchNorm2d(width));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => input + main.call(input);
    }
}
