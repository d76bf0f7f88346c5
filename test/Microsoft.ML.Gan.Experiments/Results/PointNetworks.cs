using System.Text.Json.Serialization;
using Microsoft.ML.Gan;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>
/// Small fully connected networks for points of the plane, which to the library are gray images of 1×2 pixels. Both work in the
/// grid's own unit, <see cref="Scale"/> times that of pixels.
/// </summary>
internal sealed record PointNetworks : IGanArchitecture
{
    /// <summary>A pixel value of 1 in the grid's unit.</summary>
    public const float Scale = 4.25f;

    [JsonIgnore]
    public string Name => "points";

    public int LatentSize { get; init; } = 2;

    /// <summary>Neurons of a hidden layer.</summary>
    public int Width { get; init; } = 128;

    /// <summary>The discriminator sees the deviation of its last features over the batch (Karras et al., 2018).</summary>
    public bool Deviation { get; init; }

    /// <summary>The discriminator's matrices have a spectral norm of 1 (Miyato et al., 2018).</summary>
    public bool Spectral { get; init; }

    /// <summary>The share of the discriminator's hidden values that are dropped.</summary>
    public double Dropout { get; init; }

    public void Validate(ImageShape image)
    {
        if ((image.Height, image.Width) != (1, 2))
            throw new ArgumentOutOfRangeException(nameof(image), $"A point is an image of 1×2 pixels, not {image}.");
    }

    public nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification) => new Generator(this);

    public nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification) =>
        new Discriminator(this, 2 * specification.Image.Channels);

    /// <summary>Latent N×Z → N×1×1×2. What its first layer makes of the latent is its one style.</summary>
    private sealed class Generator : nn.Module<Tensor, Tensor, Tensor>, IStyleGenerator
    {
        private const double MeanDecay = 0.995; // as StyleGAN2's

        private readonly Sequential mapping;
        private readonly Sequential synthesis;
        private readonly Tensor mean; // a buffer: saved with the weights

        public Generator(PointNetworks options)
            : base("PointGenerator")
        {
            mapping = nn.Sequential(nn.Linear(options.LatentSize, options.Width), nn.ReLU());
            synthesis = nn.Sequential(
                nn.Linear(options.Width, options.Width),
                nn.ReLU(),
                nn.Linear(options.Width, options.Width),
                nn.ReLU(),
                nn.Linear(options.Width, 2));
            mean = zeros(options.Width);
            RegisterComponents();
        }

        public int StyleLayers => 1;

        public Tensor MeanStyle => mean;

        public override Tensor forward(Tensor latent, Tensor condition) => Synthesize(Map(latent, condition));

        public Tensor Map(Tensor latent, Tensor condition, double truncation = 1)
        {
            var style = mapping.call(latent);
            if (training)
            {
                using (no_grad())
                    mean.mul_(MeanDecay).add_(style.mean([0]), alpha: 1 - MeanDecay);
            }

            return (truncation == 1 ? style : mean + (truncation * (style - mean))).unsqueeze(1);
        }

        public Tensor Synthesize(Tensor styles) => (synthesis.call(styles.squeeze(1)) / Scale).view(-1, 1, 1, 2);
    }

    /// <summary>N×C×1×2, the points of a pack as channels, → logits N×1.</summary>
    private sealed class Discriminator : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly bool _seesDeviation;
        private readonly Sequential features;
        private readonly nn.Module<Tensor, Tensor> logit;

        public Discriminator(PointNetworks options, int inputs)
            : base("PointDiscriminator")
        {
            _seesDeviation = options.Deviation;
            features = nn.Sequential(
                Matrix(inputs, options.Width),
                nn.LeakyReLU(0.2),
                nn.Dropout(options.Dropout),
                Matrix(options.Width, options.Width),
                nn.LeakyReLU(0.2),
                nn.Dropout(options.Dropout));
            logit = nn.Linear(options.Width + (options.Deviation ? 1 : 0), 1);
            RegisterComponents();

            nn.Module<Tensor, Tensor> Matrix(int before, int after) => options.Spectral ? new SpectralMatrix(before, after) : nn.Linear(before, after);
        }

        public override Tensor forward(Tensor images, Tensor condition)
        {
            var seen = features.call(images.flatten(1) * Scale);
            return logit.call(_seesDeviation ? BatchDeviation.Append(seen) : seen);
        }
    }

    /// <summary>A linear layer divided by its largest singular value, of which each pass in training improves the estimate.</summary>
    private sealed class SpectralMatrix : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter weight;
        private readonly Parameter bias;
        private readonly Tensor u; // a buffer: saved with the weights

        public SpectralMatrix(int before, int after)
            : base(nameof(SpectralMatrix))
        {
            weight = nn.Parameter(empty(after, before));
            nn.init.xavier_uniform_(weight);
            bias = nn.Parameter(zeros(after));
            u = nn.functional.normalize(randn(after), dim: 0);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            Tensor right, left;
            using (no_grad())
            {
                right = nn.functional.normalize(weight.t().mv(u), dim: 0);
                left = nn.functional.normalize(weight.mv(right), dim: 0);
                if (training)
                    u.copy_(left);
            }

            return nn.functional.linear(input, weight / left.dot(weight.mv(right)), bias);
        }
    }
}

/// <summary>Minibatch deviation of features that are vectors (Karras et al., 2018, section 3).</summary>
internal static class BatchDeviation
{
    /// <summary>N×F → N×(F+1): the standard deviation of each feature over the batch, averaged, behind each row.</summary>
    public static Tensor Append(Tensor features)
    {
        var variance = (features - features.mean([0], keepdim: true)).square().mean([0]);
        var deviation = (variance + 1e-8).sqrt().mean();
        return cat([features, deviation.expand(features.shape[0], 1)], 1);
    }
}
