using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// A small convolutional classifier: images N×C×H×W in [-1, 1] → features N×128 → class logits N×K. Blocks of a 3×3
/// convolution, batch normalization and ReLU halve the image until no side is above 7 pixels, from 32 channels to 128; where a
/// side is 16 pixels or less, a second block follows at the same size. The last one is averaged over its four quarters.
/// A side of the image is 12…256 pixels.
/// </summary>
/// <remarks>
/// <para>It is made for two CPU cores: no layer works at the image's full size, where memory access takes the time.</para>
/// <para>Weights are set by <see cref="Initialize"/> from its seed alone: no layer draws from torch's global generator, which a GAN in training may
/// be using.</para>
/// </remarks>
internal sealed class ImageClassifier : nn.Module<Tensor, Tensor, Tensor>
{
    /// <summary>The length of a feature vector, D.</summary>
    public const int FeatureSize = 128;

    private const int MinSide = 12;
    private const int MaxSide = 256;
    private const int FirstWidth = 32;
    private const int LastSide = 7;
    private const int MostForSecondBlock = 16;
    private const int Quarters = 4;

    private readonly Sequential main;
    private readonly Dense feature;
    private readonly Dense classes;

    /// <summary>Creates a classifier with uninitialized weights.</summary>
    public ImageClassifier(ImageShape image, int classCount)
        : base(nameof(ImageClassifier))
    {
        Validate(image, classCount);
        (Image, ClassCount) = (image, classCount);
        var layers = new List<nn.Module<Tensor, Tensor>>();
        var (channels, side) = (image.Channels, Math.Max(image.Height, image.Width));
        for (var width = FirstWidth; side > LastSide; width = Math.Min(2 * width, FeatureSize))
        {
            layers.Add(new Block(channels, width, stride: 2));
            (channels, side) = (width, (side + 1) / 2);
            if (side > MostForSecondBlock)
                continue;
            var second = side <= LastSide ? FeatureSize : width;
            layers.Add(new Block(channels, second, stride: 1));
            channels = second;
        }

        main = nn.Sequential(layers);
        feature = new Dense(Quarters * FeatureSize, FeatureSize);
        classes = new Dense(FeatureSize, classCount);
        RegisterComponents();
        this.ToChannelsLast();
    }

    /// <summary>The shape of the images.</summary>
    public ImageShape Image { get; }

    /// <summary>K.</summary>
    public int ClassCount { get; }

    /// <summary>The device of the weights.</summary>
    public Device Device => classes.Weight.device;

    /// <exception cref="ArgumentOutOfRangeException">The image shape or the number of classes is not supported.</exception>
    public static void Validate(ImageShape image, int classCount)
    {
        var possible = image.Channels is 1 or 3 && image.Height is >= MinSide and <= MaxSide && image.Width is >= MinSide and <= MaxSide;
        Check.That(possible, nameof(image), $"of {image} cannot be classified: it must have 1 or 3 channels and sides of {MinSide} to {MaxSide} pixels");
        Check.That(classCount >= 2, nameof(classCount), $"must be at least 2, but is {classCount}");
    }

    /// <summary>
    /// Draws all weights from N(0, g²/fan-in): g² = 2 before a ReLU (He et al., 2015), 1 before the classes. Biases are zero.
    /// </summary>
    public void Initialize(ulong seed)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var layer = 0UL;
        foreach (var (name, parameter) in named_parameters())
        {
            if (parameter.dim() == 1)
            {
                // Normalizations are created initialized.
                if (name is "feature.bias" or "classes.bias")
                    parameter.fill_(0);
                continue;
            }

            var gain = name == "classes.weight" ? 1 : 2;
            var deviation = Math.Sqrt(gain / (double)(parameter.numel() / parameter.shape[0]));
            var random = new CounterRandom(seed, RandomStreams.ClassifierWeights, layer++);
            var values = new float[parameter.numel()];
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)(deviation * random.NextGaussian());
            parameter.copy_(tensor(values, parameter.shape));
        }
    }

    /// <summary>Images N×C×H×W → features N×128, before their ReLU: so any real number, as a Fréchet distance of normal distributions
    /// assumes.</summary>
    public Tensor Features(Tensor images)
    {
        var blocks = main.call(images);
        return feature.call(nn.functional.adaptive_avg_pool2d(blocks, [2, 2]).flatten(1));
    }

    /// <summary>Features N×128 → class logits N×K.</summary>
    public Tensor Logits(Tensor features) => classes.call(nn.functional.relu(features));

    /// <summary>Images → class logits; the condition is not used.</summary>
    public override Tensor forward(Tensor images, Tensor condition) => Logits(Features(images));

    /// <summary>Detaches a parameter from the dispose scope in which the module is created.</summary>
    private static Parameter Unset(params long[] shape) => nn.Parameter(empty(shape).DetachFromDisposeScope());

    /// <summary>N×I×H×W → N×O×⌈H/s⌉×⌈W/s⌉ for a stride s: convolution without bias, batch normalization, ReLU.</summary>
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter weight; // O×I×3×3
        private readonly BatchNorm2d norm;
        private readonly int _stride;

        public Block(int inputChannels, int outputChannels, int stride)
            : base(nameof(Block))
        {
            _stride = stride;
            weight = Unset(outputChannels, inputChannels, 3, 3);
            norm = nn.BatchNorm2d(outputChannels);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) =>
            nn.functional.relu(norm.call(nn.functional.conv2d(input, weight, strides: [_stride, _stride], padding: [1, 1])), inplace: true);
    }

    /// <summary>N×I → N×O: a matrix product and a bias.</summary>
    private sealed class Dense : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter weight; // O×I
        private readonly Parameter bias;

        public Dense(int inputs, int outputs)
            : base(nameof(Dense))
        {
            weight = Unset(outputs, inputs);
            bias = Unset(outputs);
            RegisterComponents();
        }

        public Tensor Weight => weight;

        public override Tensor forward(Tensor input) => nn.functional.linear(input, weight, bias);
    }
}
