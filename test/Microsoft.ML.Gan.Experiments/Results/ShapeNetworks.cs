using System.Text.Json.Serialization;
using Microsoft.ML.Gan;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>DCGAN's generator or a StyleGAN2's, and a discriminator of two convolutions.</summary>
internal sealed record ShapeNetworks : IGanArchitecture
{
    [JsonIgnore]
    public string Name => "shapes";

    [JsonIgnore]
    public int LatentSize => Styled?.LatentSize ?? Generator.LatentSize;

    public DcganArchitecture Generator { get; init; } = GanArchitecture.Dcgan(generatorWidth: 32);

    /// <summary>Whose generator it is instead.</summary>
    public StyleGan2Architecture? Styled { get; init; }

    /// <summary>Channels of the discriminator's first convolution; the second has twice as many.</summary>
    public int Width { get; init; } = 32;

    /// <summary>The discriminator sees the deviation of its last features over the batch (Karras et al., 2018).</summary>
    public bool Deviation { get; init; }

    /// <summary>The share of the discriminator's last features that are dropped.</summary>
    public double Dropout { get; init; }

    public void Validate(ImageShape image)
    {
        Generator.Validate(image);
        Styled?.Validate(image);
    }

    public nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification) =>
        Styled?.CreateGenerator(specification) ?? Generator.CreateGenerator(specification);

    public nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification) => new Discriminator(this, specification.Image, specification.IndependentSamples);

    /// <summary>N×C×H×W → logits N×1.</summary>
    private sealed class Discriminator : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly bool _seesDeviation;
        private readonly Sequential features;
        private readonly Linear logit;

        public Discriminator(ShapeNetworks options, ImageShape image, bool isIndependent)
            : base("ShapeDiscriminator")
        {
            _seesDeviation = options.Deviation;
            features = nn.Sequential(
                nn.Conv2d(image.Channels, options.Width, 4, stride: 2, padding: 1),
                nn.LeakyReLU(0.2),
                nn.Conv2d(options.Width, 2 * options.Width, 4, stride: 2, padding: 1),
                isIndependent ? GroupNormalization(2 * options.Width) : nn.BatchNorm2d(2 * options.Width),
                nn.LeakyReLU(0.2),
                nn.Flatten(),
                nn.Dropout(options.Dropout));
            logit = nn.Linear((2L * options.Width * (image.Height / 4) * (image.Width / 4)) + (options.Deviation ? 1 : 0), 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor images, Tensor condition)
        {
            var seen = features.call(images);
            return logit.call(_seesDeviation ? BatchDeviation.Append(seen) : seen);
        }

        /// <summary>Normalizes all channels of an image together. TorchSharp's layer begins with whatever was in memory.</summary>
        private static GroupNorm GroupNormalization(int channels)
        {
#pragma warning disable RS0030
            var layer = nn.GroupNorm(1, channels);
#pragma warning restore RS0030
            nn.init.ones_(layer.weight);
            nn.init.zeros_(layer.bias!);
            return layer;
        }
    }
}
