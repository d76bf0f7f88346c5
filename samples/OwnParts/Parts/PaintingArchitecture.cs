using System.Text.Json.Serialization;
using Microsoft.ML.Gan;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OwnParts;

/// <summary>
/// An architecture: its generator asks one small network for the colour of every place (x, y) of the picture, as a painter
/// would, so it paints at any size. Its properties are its options; they are saved with a model and come back when it is loaded.
/// </summary>
internal sealed record PaintingArchitecture : IGanArchitecture
{
    public const string RegisteredName = "own-painting";

    [JsonIgnore]
    public string Name => RegisteredName;

    public int LatentSize { get; init; } = 8;

    /// <summary>Neurons of a layer of the painter, and channels of the discriminator's first layer.</summary>
    public int Width { get; init; } = 32;

    public void Validate(ImageShape image)
    {
        if (image.Height % 4 != 0 || image.Width % 4 != 0)
            throw new ArgumentOutOfRangeException(nameof(image), $"Images of {image} cannot be halved twice.");
    }

    public nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification) => new Painter(this, specification);

    public nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification) => new Critic(this, specification);

    /// <summary>
    /// (latent N×Z, condition N×K) → N×C×H×W. Fields that are parts are named as they shall be called in the file of weights.
    /// </summary>
    private sealed class Painter : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly ImageShape _image;
        private readonly Sequential main;
        private readonly Tensor places; // a buffer: saved, and moved to the GPU, with the weights

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
            places = stack([y.unsqueeze(1).expand(-1, _image.Width), x.unsqueeze(0).expand(_image.Height, -1)], 2).view(-1, 2).contiguous();
            RegisterComponents();
        }

        public override Tensor forward(Tensor latent, Tensor condition)
        {
            var (count, pixels) = (latent.shape[0], _image.Height * _image.Width);
            var wish = cat([latent, condition], 1).unsqueeze(1).expand(-1, pixels, -1);
            var colours = main.call(cat([wish, places.unsqueeze(0).expand(count, -1, -1)], 2));
            return colours.transpose(1, 2).reshape(count, _image.Channels, _image.Height, _image.Width);
        }
    }

    /// <summary>(images N×C×H×W, condition N×K) → logits N×1.</summary>
    private sealed class Critic : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly Sequential features;
        private readonly Linear judge;

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
            judge = nn.Linear((2L * options.Width * (image.Height / 4) * (image.Width / 4)) + specification.ConditionSize, 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor images, Tensor condition) => judge.call(cat([features.call(images), condition], 1));
    }
}
