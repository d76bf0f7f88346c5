using System.Text.Json.Serialization;
using Microsoft.ML.Gan;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OwnParts;

/// <summary>
/// An architecture: its generator is one small network that computes the colour of every position (x, y) of the picture, so it works for
/// pictures of any size. Its properties are its options, which are saved with a model and loaded with it.
/// </summary>
internal sealed record PaintingArchitecture : IGanArchitecture
{
    public const string RegisteredName = "own-painting";

    [JsonIgnore]
    public string Name => RegisteredName;

    public int LatentSize { get; init; } = 8;

    /// <summary>Neurons in a layer of the generator, and channels of the discriminator's first layer.</summary>
    public int Width { get; init; } = 32;

    public void Validate(ImageShape image)
    {
        if (image.Height % 4 != 0 || image.Width % 4 != 0)
            throw new ArgumentOutOfRangeException(nameof(image), $"Images of {image} cannot be halved twice.");
    }

    public nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification) => new Painter(this, specification);

    public nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification) => new Critic(this, specification);

    /// <summary>
    /// (latent N×Z, condition N×K) → N×C×H×W. The names of the fields are the names of the weights in the file.
    /// </summary>
    private sealed class Painter : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly ImageShape _image;
        private readonly Sequential main;
        private readonly Tensor positions; // a buffer: saved, and moved to the GPU, with the weights

        public Painter(PaintingArchitecture options, NetworkSpecification specification)
            : base(nameof(Painter))
        {
            _image = specification.Image;
            main = nn.Sequential(
                nn.Linear(options.LatentSize + specification.ConditionSize + 2, options.Width),
                nn.LeakyReLU(0.2),
                nn.Linear(options.Width, options.Width),
                nn.LeakyReLU(0.2),
                nn.Linear(options.Width, options.Width),
                nn.LeakyReLU(0.2),
                nn.Linear(options.Width, _image.Channels),
                nn.Tanh());
            var (y, x) = (linspace(-2, 2, _image.Height), linspace(-2, 2, _image.Width));
            positions = stack([y.unsqueeze(1).expand(-1, _image.Width), x.unsqueeze(0).expand(_image.Height, -1)], 2).view(-1, 2).contiguous();
            RegisterComponents();
        }

        public override Tensor forward(Tensor latent, Tensor condition)
        {
            var (count, pixels) = (latent.shape[0], _image.Height * _image.Width);
            var inputs = cat([latent, condition], 1).unsqueeze(1).expand(-1, pixels, -1);
            var colours = main.call(cat([inputs, positions.unsqueeze(0).expand(count, -1, -1)], 2));
            return colours.transpose(1, 2).reshape(count, _image.Channels, _image.Height, _image.Width);
        }
    }

    /// <summary>(images N×C×H×W, condition N×K) → logits N×1.</summary>
    private sealed class Critic : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly Sequential features;
        private readonly Linear logit;

        public Critic(PaintingArchitecture options, NetworkSpecification specification)
            : base(nameof(Critic))
        {
            var image = specification.Image;
            features = nn.Sequential(
                nn.Conv2d(image.Channels, options.Width, 4, stride: 2, padding: 1),
                nn.LeakyReLU(0.2),
                nn.Conv2d(options.Width, 2 * options.Width, 4, stride: 2, padding: 1),
                nn.LeakyReLU(0.2),
                nn.Flatten());
            logit = nn.Linear((2L * options.Width * (image.Height / 4) * (image.Width / 4)) + specification.ConditionSize, 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor images, Tensor condition) => logit.call(cat([features.call(images), condition], 1));
    }
}
