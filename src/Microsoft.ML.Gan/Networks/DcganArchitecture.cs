using System.Text.Json.Serialization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Deep convolutional GAN (Radford, Metz and Chintala, 2016): transposed convolutions up, strided convolutions down,
/// batch normalization, weights drawn from N(0, 0.02²). A side of the image is b·2ᵏ with b in 4…7 and k ≥ 2, within
/// 16…256 (16, 20, 24, 28, 32, 40, … 64, … 128, … 256); both sides need the same k.
/// </summary>
/// <remarks>
/// By default the generator concatenates a condition to the latent (Mirza and Osindero, 2014), and the discriminator uses projection (Miyato and
/// Koyama, 2018). The features are projected at each position instead of pooled, because after two or three layers each of them depends on a part of
/// a small image only. Parameter names, layouts and order are those of PyTorch's own DCGAN (<c>main.0.weight</c>, …), so weights can be exchanged.
/// </remarks>
public sealed record DcganArchitecture : ISizedArchitecture
{
    internal const string RegisteredName = "dcgan";
    private const int MaxSide = 256;
    private const int MaxWidening = 16; // 1024 channels at a width of 64, the widest layer of the paper

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The length of the latent, Z.</summary>
    /// <value>Default: 100.</value>
    public int LatentSize { get; init; } = 100;

    /// <summary>Channels of the generator's last hidden layer; doubled at each layer before it, up to 16 times this.</summary>
    /// <value>Default: 64.</value>
    public int GeneratorWidth { get; init; } = 64;

    /// <summary>Channels of the discriminator's first layer; doubled at each layer after it, up to 16 times this.</summary>
    /// <value>Default: 64.</value>
    public int DiscriminatorWidth { get; init; } = 64;

    /// <summary>Whether the discriminator has spectral normalization (Miyato et al., 2018) instead of batch normalization.</summary>
    /// <value>Default: false.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool SpectralNormalization { get; init; }

    /// <summary>
    /// The dropout probability after each of the discriminator's activations, in [0, 1): useful with few images; AC-GAN uses 0.5 (Odena, Olah and
    /// Shlens, 2017).
    /// </summary>
    /// <value>Default: 0.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Dropout { get; init; }

    /// <inheritdoc/>
    public void Validate(ImageShape image)
    {
        Check.Positive(LatentSize);
        Check.Positive(GeneratorWidth);
        Check.Positive(DiscriminatorWidth);
        Check.That(Dropout is >= 0 and < 1, nameof(Dropout), $"must be in [0, 1), but is {Dropout}");
        _ = Levels(image);
    }

    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification) => new Generator(this, specification).ToChannelsLast();

    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification) => new Discriminator(this, specification).ToChannelsLast();

    /// <inheritdoc/>
    public long CountGeneratorWeights(NetworkSpecification specification)
    {
        var image = specification.Image;
        var levels = Levels(image);
        var isConcatenated = IsConcatenated(specification);
        var features = (long)(image.Height >> levels) * (image.Width >> levels) * Channels(GeneratorWidth, levels - 1);
        var normalizations = CountNormalizations(GeneratorWidth, levels, firstLevel: 0) * (isConcatenated ? 1 : specification.ConditionSize);
        return checked(((LatentSize + (isConcatenated ? specification.ConditionSize : 0)) * features)
            + CountConvolutions(GeneratorWidth, levels, image.Channels) + normalizations);
    }

    /// <inheritdoc/>
    public long CountDiscriminatorWeights(NetworkSpecification specification)
    {
        var image = specification.Image;
        var levels = Levels(image);
        var way = specification.DiscriminatorConditioningOr(DiscriminatorConditioning.Projection);
        var width = (long)Channels(DiscriminatorWidth, levels - 1);
        var features = (image.Height >> levels) * (image.Width >> levels) * width;
        var projected = way == DiscriminatorConditioning.Projection ? specification.ConditionSize : 0L;
        return checked((features * (1 + projected + specification.AuxiliaryOutputs))
            + CountConvolutions(DiscriminatorWidth, levels, InputChannels(specification))
            + (SpectralNormalization ? 0 : CountNormalizations(DiscriminatorWidth, levels, firstLevel: 1))); // none at the image
    }

    /// <summary>The weights between the image and the smallest features: the same on the way up and down.</summary>
    private static long CountConvolutions(int width, int levels, int imageChannels)
    {
        var count = 16L * imageChannels * width;
        for (var level = 1; level < levels; level++)
            count = checked(count + (16L * Channels(width, level - 1) * Channels(width, level)));
        return count;
    }

    private static long CountNormalizations(int width, int levels, int firstLevel)
    {
        var count = 0L;
        for (var level = firstLevel; level < levels; level++)
            count += 2L * Channels(width, level);
        return count;
    }

    /// <summary>The number of times the image is halved until its smaller side is 4…7 pixels.</summary>
    private static int Levels(ImageShape image) => ImageLevels.Count(image, "DCGAN", MaxSide);

    private static int Channels(int width, int level) => checked(width * Math.Min(1 << level, MaxWidening));

    private static bool IsConcatenated(NetworkSpecification specification) =>
        specification.GeneratorConditioningOr(GeneratorConditioning.Concatenation) == GeneratorConditioning.Concatenation;

    private static int InputChannels(NetworkSpecification specification) => specification.Image.Channels
        + (specification.DiscriminatorConditioningOr(DiscriminatorConditioning.Projection) == DiscriminatorConditioning.Concatenation
            ? specification.ConditionSize
            : 0);

    private static void Initialize(nn.Module module)
    {
        foreach (var (name, parameter) in module.named_parameters())
        {
            var isNormalization = parameter.dim() == 1;
            if (isNormalization && name.EndsWith("bias", StringComparison.Ordinal))
                nn.init.zeros_(parameter);
            else
                nn.init.normal_(parameter, isNormalization ? 1 : 0, 0.02);
        }
    }

    private sealed class Generator : nn.Module<Tensor, Tensor, Tensor>, ILatentLayers
    {
        private readonly int _latentSize;
        private readonly Sequential main;
        private readonly ModuleList<ConditionalBatchNorm>? norms; // of each layer but the last, if they depend on the condition

        public Generator(DcganArchitecture options, NetworkSpecification specification)
            : base("DcganGenerator")
        {
            _latentSize = options.LatentSize;
            var image = specification.Image;
            var levels = Levels(image);
            var width = Channels(options.GeneratorWidth, levels - 1);
            norms = IsConcatenated(specification) ? null : new ModuleList<ConditionalBatchNorm>();
            var latent = options.LatentSize + (norms is null ? specification.ConditionSize : 0);
            var layers = new List<nn.Module<Tensor, Tensor>> { new LatentToImage(latent, width, image.Height >> levels, image.Width >> levels) };
            Normalize(width);
            for (var level = levels - 2; level >= 0; level--)
            {
                var next = Channels(options.GeneratorWidth, level);
                layers.Add(nn.ConvTranspose2d(width, next, 4, stride: 2, padding: 1, bias: false));
                Normalize(next);
                width = next;
            }

            layers.AddRange([nn.ConvTranspose2d(width, image.Channels, 4, stride: 2, padding: 1, bias: false), nn.Tanh()]);
            main = nn.Sequential(layers);
            RegisterComponents();
            Initialize(this);

            void Normalize(int channels)
            {
                if (norms is null)
                    layers.Add(nn.BatchNorm2d(channels));
                else
                    norms.Add(new ConditionalBatchNorm(specification.ConditionSize, channels));
                layers.Add(nn.ReLU(inplace: true));
            }
        }

        public override Tensor forward(Tensor latent, Tensor condition)
        {
            if (norms is null)
                return main.call(cat([latent, condition], 1));

            var features = latent;
            for (var layer = 0; layer < main.Count; layer++)
            {
                // Layers and activations alternate; the normalization between them depends on the condition.
                features = main[layer].call(features);
                if (layer % 2 == 0 && layer / 2 < norms.Count)
                    features = norms[layer / 2].call(features, condition);
            }

            return features;
        }

        public IReadOnlyList<Tensor> LatentWeights() => [main.get_parameter("0.weight")!.narrow(0, 0, _latentSize).flatten(1).t()];
    }

    private sealed class Discriminator : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly bool _seesPlanes;
        private readonly Sequential main;
        private readonly nn.Module<Tensor, Tensor>? projection;

        public Discriminator(DcganArchitecture options, NetworkSpecification specification)
            : base("DcganDiscriminator")
        {
            var image = specification.Image;
            var levels = Levels(image);
            var way = specification.DiscriminatorConditioningOr(DiscriminatorConditioning.Projection);
            _seesPlanes = way == DiscriminatorConditioning.Concatenation;
            var width = options.DiscriminatorWidth;
            var spectral = options.SpectralNormalization;
            var layers = new List<nn.Module<Tensor, Tensor>> { Halve(InputChannels(specification), width) };
            Rectify();
            for (var level = 1; level < levels; level++)
            {
                var next = Channels(options.DiscriminatorWidth, level);
                layers.Add(Halve(width, next));
                if (!spectral)
                    layers.Add(specification.IndependentSamples ? GroupNormalization.Create(1, next) : nn.BatchNorm2d(next));
                Rectify();
                width = next;
            }

            var (height, length, outputs) = (image.Height >> levels, image.Width >> levels, 1 + specification.AuxiliaryOutputs);
            var features = checked(width * height * length);
            if (spectral)
                layers.AddRange([nn.Flatten(), new SpectralLinear(features, outputs, hasBias: false)]);
            else
                layers.Add(new ImageToLogit(width, height, length, outputs));
            main = nn.Sequential(layers);
            if (way == DiscriminatorConditioning.Projection)
                projection = SpectralOr.Linear(spectral, specification.ConditionSize, features, hasBias: false);
            RegisterComponents();
            Initialize(this);

            void Rectify()
            {
                layers.Add(nn.LeakyReLU(0.2, inplace: true));
                if (options.Dropout > 0)
                    layers.Add(nn.Dropout(options.Dropout));
            }

            nn.Module<Tensor, Tensor> Halve(int inputs, int next) =>
                spectral
                    ? new NormalizedConvolution(inputs, next, kernel: 4, stride: 2, padding: 1)
                    : nn.Conv2d(inputs, next, 4, stride: 2, padding: 1, bias: false);
        }

        public override Tensor forward(Tensor images, Tensor condition)
        {
            var features = _seesPlanes ? ConditionPlanes.Append(images, condition) : images;
            for (var layer = 0; layer < main.Count - 1; layer++)
                features = main[layer].call(features);
            var outputs = main[main.Count - 1].call(features);
            return projection is null
                ? outputs
                : Projection.AddToLogit(outputs, (projection.call(condition) * features.flatten(1)).sum(1, keepdim: true));
        }
    }
}
