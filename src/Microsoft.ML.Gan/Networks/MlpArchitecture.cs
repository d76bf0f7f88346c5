using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// The plain GAN of fully connected layers (Goodfellow et al., 2014), conditioned by concatenation to both networks (Mirza and Osindero, 2014), by
/// default. For 28×28 gray images: 100-256-512-1024-784 and the reverse, LeakyReLU 0.2, dropout 0.3, as is usual today (the paper's generator is
/// 1200-1200, its discriminator has maxout units).
/// </summary>
public sealed record MlpArchitecture : ISizedArchitecture
{
    internal const string RegisteredName = "mlp";

    /// <inheritdoc/>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The length of the latent, Z.</summary>
    /// <value>Default: 100.</value>
    public int LatentSize { get; init; } = 100;

    /// <summary>Widths of the generator's hidden layers, first to last; the discriminator has the reverse.</summary>
    /// <value>Default: 256, 512, 1024.</value>
    public IReadOnlyList<int> HiddenSizes { get; init; } = [256, 512, 1024];

    /// <summary>The slope of LeakyReLU for negative values.</summary>
    /// <value>Default: 0.2.</value>
    public double NegativeSlope { get; init; } = 0.2;

    /// <summary>The dropout probability of the discriminator's hidden values, in [0, 1).</summary>
    /// <value>Default: 0.3.</value>
    public double Dropout { get; init; } = 0.3;

    /// <summary>Whether the discriminator's layers are spectrally normalized (Miyato et al., 2018).</summary>
    /// <value>Default: false.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool SpectralNormalization { get; init; }

    /// <inheritdoc/>
    public void Validate(ImageShape image)
    {
        Check.Positive(LatentSize);
        Check.That(HiddenSizes.Count > 0 && HiddenSizes.All(size => size > 0), nameof(HiddenSizes), "needs at least one positive width");
        Check.That(Dropout is >= 0 and < 1, nameof(Dropout), $"must be in [0, 1), but is {Dropout}");
    }

    /// <inheritdoc/>
    public void ValidateSpecification(NetworkSpecification specification)
    {
        Validate(specification.Image);
        CheckGenerator(specification);
    }

    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification) => new Generator(this, specification);

    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification) => new Discriminator(this, specification);

    /// <inheritdoc/>
    public long CountGeneratorWeights(NetworkSpecification specification) =>
        Count([LatentSize + specification.ConditionSize, .. HiddenSizes, specification.Image.Length]);

    /// <inheritdoc/>
    public long CountDiscriminatorWeights(NetworkSpecification specification) =>
        checked(Count([InputsOfDiscriminator(specification), .. HiddenSizes.Reverse(), 1 + specification.AuxiliaryOutputs])
            + (IsProjected(specification) ? (long)HiddenSizes[0] * specification.ConditionSize : 0));

    private static void CheckGenerator(NetworkSpecification specification) => Check.That(
        specification.GeneratorConditioningOr(GeneratorConditioning.Concatenation) == GeneratorConditioning.Concatenation,
        nameof(NetworkSpecification.GeneratorConditioning),
        $"cannot be {GeneratorConditioning.ConditionalBatchNorm} with the MLP architecture, which has no batch normalization; it can be {GeneratorConditioning.Concatenation}");

    private static int InputsOfDiscriminator(NetworkSpecification specification) => specification.Image.Length
        + (WayOfDiscriminator(specification) == DiscriminatorConditioning.Concatenation ? specification.ConditionSize : 0);

    private static bool IsProjected(NetworkSpecification specification) => WayOfDiscriminator(specification) == DiscriminatorConditioning.Projection;

    private static DiscriminatorConditioning WayOfDiscriminator(NetworkSpecification specification) =>
        specification.DiscriminatorConditioningOr(DiscriminatorConditioning.Concatenation);

    /// <summary>Each layer is a matrix and a bias.</summary>
    private static long Count(IReadOnlyList<int> widths)
    {
        var count = 0L;
        for (var layer = 1; layer < widths.Count; layer++)
            count = checked(count + ((widths[layer - 1] + 1L) * widths[layer]));
        return count;
    }

    private sealed class Generator : nn.Module<Tensor, Tensor, Tensor>, ILatentLayers
    {
        private readonly ImageShape _image;
        private readonly int _latentSize;
        private readonly TorchSharp.Modules.Sequential main = nn.Sequential();

        public Generator(MlpArchitecture options, NetworkSpecification specification)
            : base("MlpGenerator")
        {
            CheckGenerator(specification);
            (_image, _latentSize) = (specification.Image, options.LatentSize);
            var width = options.LatentSize + specification.ConditionSize;
            foreach (var next in options.HiddenSizes)
            {
                main.append(nn.Linear(width, next)).append(nn.LeakyReLU(options.NegativeSlope, inplace: true));
                width = next;
            }

            main.append(nn.Linear(width, _image.Length)).append(nn.Tanh());
            RegisterComponents();
        }

        public override Tensor forward(Tensor latent, Tensor condition) =>
            main.call(cat([latent, condition], 1)).view(-1, _image.Channels, _image.Height, _image.Width);

        public IReadOnlyList<Tensor> LatentWeights() => [main.get_parameter("0.weight")!.narrow(1, 0, _latentSize)];
    }

    private sealed class Discriminator : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly bool _seesCondition;
        private readonly TorchSharp.Modules.Sequential main = nn.Sequential();
        private readonly nn.Module<Tensor, Tensor>? projection;

        public Discriminator(MlpArchitecture options, NetworkSpecification specification)
            : base("MlpDiscriminator")
        {
            _seesCondition = WayOfDiscriminator(specification) == DiscriminatorConditioning.Concatenation;
            var width = InputsOfDiscriminator(specification);
            foreach (var next in options.HiddenSizes.Reverse())
            {
                main.append(SpectralOr.Linear(options.SpectralNormalization, width, next)).append(nn.LeakyReLU(options.NegativeSlope, inplace: true));
                if (options.Dropout > 0)
                    main.append(nn.Dropout(options.Dropout));
                width = next;
            }

            main.append(SpectralOr.Linear(options.SpectralNormalization, width, 1 + specification.AuxiliaryOutputs));
            if (IsProjected(specification))
                projection = SpectralOr.Linear(options.SpectralNormalization, specification.ConditionSize, width, hasBias: false);
            RegisterComponents();
            if (options.SpectralNormalization)
            {
                // The default initialization of linear layers.
                foreach (var weight in this.parameters().Where(parameter => parameter.dim() > 1))
                    nn.init.uniform_(weight, -1 / Math.Sqrt(weight.shape[1]), 1 / Math.Sqrt(weight.shape[1]));
            }
        }

        public override Tensor forward(Tensor images, Tensor condition)
        {
            var input = images.flatten(1);
            if (projection is null)
                return main.call(_seesCondition ? cat([input, condition], 1) : input);

            var features = input;
            for (var layer = 0; layer < main.Count - 1; layer++)
                features = main[layer].call(features);
            var product = (projection.call(condition) * features).sum(1, keepdim: true);
            return Projection.AddToLogit(main[main.Count - 1].call(features), product);
        }
    }
}
