using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems.CycleGan;

/// <summary>The networks of CycleGAN (Zhu et al., 2017). The defaults are the paper's for 256×256 pixels.</summary>
internal sealed record CycleGanNetworks
{
    /// <summary>Channels of the generator's first layer.</summary>
    public int GeneratorWidth { get; init; } = 64;

    /// <summary>Residual blocks in the middle of the generator; 6 in the paper for 128×128 pixels.</summary>
    public int Blocks { get; init; } = 9;

    /// <summary>Channels of the discriminator's first layer.</summary>
    public int DiscriminatorWidth { get; init; } = 64;

    /// <summary>Layers of the PatchGAN discriminator. With 3, the receptive field of a logit is 70×70 pixels.</summary>
    public int DiscriminatorLayers { get; init; } = 3;

    /// <summary>The image sizes that a generator accepts: it halves the sides twice, and its residual blocks use reflection padding of one
    /// pixel.</summary>
    public static ImageSides GeneratorSides => new(Smallest: 8, MultipleOf: 4);

    /// <summary>The image sizes that all four networks accept: the discriminator's output must have at least one logit.</summary>
    public ImageSides TrainingSides => GeneratorSides with { Smallest = Math.Max(GeneratorSides.Smallest, 3 << DiscriminatorLayers) };

    /// <exception cref="ArgumentOutOfRangeException">A value is invalid; the message names it.</exception>
    public void Validate()
    {
        Check.Within(GeneratorWidth, 1, 4096, nameof(GeneratorWidth));
        Check.Within(Blocks, 0, 1000, nameof(Blocks));
        Check.Within(DiscriminatorWidth, 1, 4096, nameof(DiscriminatorWidth));
        Check.Within(DiscriminatorLayers, 1, 10, nameof(DiscriminatorLayers));
    }

    /// <summary>The weights of a generator without its biases.</summary>
    public long CountGeneratorWeights(int inputs, int outputs)
    {
        long width = GeneratorWidth;
        return checked((49 * width * (inputs + outputs)) + ((180 + (288L * Blocks)) * width * width));
    }

    /// <summary>c7s1-64, d128, d256, the residual blocks, u128, u64, c7s1-C: images N×C×H×W in [-1, 1] → the same shape.</summary>
    public nn.Module<Tensor, Tensor> CreateGenerator(int inputs, int outputs)
    {
        var width = GeneratorWidth;
        var layers = new List<nn.Module<Tensor, Tensor>>
        {
            nn.ReflectionPad2d(3), nn.Conv2d(inputs, width, 7), nn.InstanceNorm2d(width), nn.ReLU(inplace: true),
            nn.Conv2d(width, 2 * width, 3, stride: 2, padding: 1), nn.InstanceNorm2d(2 * width), nn.ReLU(inplace: true),
            nn.Conv2d(2 * width, 4 * width, 3, stride: 2, padding: 1), nn.InstanceNorm2d(4 * width), nn.ReLU(inplace: true),
        };
        for (var block = 0; block < Blocks; block++)
            layers.Add(new ResidualBlock(4 * width));
        layers.AddRange(
        [
            nn.ConvTranspose2d(4 * width, 2 * width, 3, stride: 2, padding: 1, output_padding: 1), nn.InstanceNorm2d(2 * width), nn.ReLU(inplace: true),
            nn.ConvTranspose2d(2 * width, width, 3, stride: 2, padding: 1, output_padding: 1), nn.InstanceNorm2d(width), nn.ReLU(inplace: true),
            nn.ReflectionPad2d(3), nn.Conv2d(width, outputs, 7), nn.Tanh(),
        ]);
        return Initialized(nn.Sequential(layers));
    }

    /// <summary>C64-C128-C256-C512: images N×C×H×W in [-1, 1] → logits N×1×h×w.</summary>
    public nn.Module<Tensor, Tensor> CreateDiscriminator(int inputs)
    {
        var width = DiscriminatorWidth;
        var layers = new List<nn.Module<Tensor, Tensor>> { nn.Conv2d(inputs, width, 4, stride: 2, padding: 1), nn.LeakyReLU(0.2, inplace: true) };
        for (var layer = 1; layer <= DiscriminatorLayers; layer++)
        {
            var next = DiscriminatorWidth * Math.Min(1 << layer, 8);
            layers.AddRange([nn.Conv2d(width, next, 4, stride: layer < DiscriminatorLayers ? 2 : 1, padding: 1), nn.InstanceNorm2d(next), nn.LeakyReLU(0.2, inplace: true)]);
            width = next;
        }

        layers.Add(nn.Conv2d(width, 1, 4, stride: 1, padding: 1));
        return Initialized(nn.Sequential(layers));
    }

    /// <summary>Weights from N(0, 0.02²), biases 0, as in the authors' code.</summary>
    private static Sequential Initialized(Sequential network)
    {
        foreach (var (name, parameter) in network.named_parameters())
        {
            if (name.EndsWith("bias", StringComparison.Ordinal))
                nn.init.zeros_(parameter);
            else
                nn.init.normal_(parameter, 0, 0.02);
        }

        return network.ToChannelsLast();
    }

    private sealed class ResidualBlock : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential conv_block;

        public ResidualBlock(int width)
            : base(nameof(ResidualBlock))
        {
            conv_block = nn.Sequential(
                nn.ReflectionPad2d(1), nn.Conv2d(width, width, 3), nn.InstanceNorm2d(width), nn.ReLU(inplace: true),
                nn.ReflectionPad2d(1), nn.Conv2d(width, width, 3), nn.InstanceNorm2d(width));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => input + conv_block.call(input);
    }
}
