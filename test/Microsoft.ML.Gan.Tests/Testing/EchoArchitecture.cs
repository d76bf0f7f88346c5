using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>
/// A generator without training whose image contains its inputs: the first pixels are the condition, the next the latent
/// (divided by 8, so that it stays in range), the others zero.
/// </summary>
internal sealed class EchoArchitecture : IGanArchitecture
{
    public const string RegisteredName = "test-echo";

    public string Name => RegisteredName;

    public int LatentSize { get; init; } = TinyGan.LatentSize;

    public void Validate(ImageShape image)
    {
    }

    /// <summary>The byte that stands for a value.</summary>
    public static byte ByteOf(float value) => (byte)Math.Clamp(MathF.Round((value + 1) * 127.5f), 0, 255);

    /// <summary>The byte that stands for a value of the latent.</summary>
    public static byte ByteOfLatent(float value) => ByteOf(value / 8);

    public nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification) => new Generator(specification.Image);

    public nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification) => new Discriminator(specification.Image);

    private sealed class Generator : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly ImageShape _image;
        private readonly Parameter _useless = nn.Parameter(zeros(1));

        public Generator(ImageShape image)
            : base("EchoGenerator")
        {
            _image = image;
            register_parameter("useless", _useless);
        }

        public override Tensor forward(Tensor latent, Tensor condition)
        {
            var (count, used) = (latent.shape[0], latent.shape[1] + condition.shape[1]);
            var rest = zeros([count, _image.Length - used], device: latent.device) + (_useless * 0);
            return cat([condition, latent / 8, rest], 1).view(count, _image.Channels, _image.Height, _image.Width);
        }
    }

    private sealed class Discriminator : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly Linear _linear;

        public Discriminator(ImageShape image)
            : base("EchoDiscriminator")
        {
            _linear = nn.Linear(image.Length, 1);
            register_module("linear", _linear);
        }

        public override Tensor forward(Tensor images, Tensor condition) => _linear.call(images.flatten(1));
    }
}
