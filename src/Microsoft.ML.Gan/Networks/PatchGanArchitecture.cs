using System.Text.Json.Serialization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// The generator of another architecture, and a discriminator of patches (Isola et al., 2017): one logit for each of
/// h×w overlapping parts of the image, N×1×h×w. With 3 layers a patch has 70×70 pixels, with 1 layer 16×16, with 2 layers 34×34.
/// </summary>
/// <remarks>
/// Parameter names, layouts and order of the discriminator are those of the authors' PyTorch code (<c>model.0.weight</c>, …).
/// By default the discriminator gets the condition as constant channels.
/// </remarks>
public sealed record PatchGanArchitecture : ISizedArchitecture
{
    internal const string RegisteredName = "patchgan";
    private const int MaxLayers = 8;
    private const int MaxWidening = 8; // 512 channels at a width of 64, the widest layer of the paper

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The architecture of the generator.</summary>
    [JsonConverter(typeof(ArchitectureJsonConverter))]
    public required IGanArchitecture Inner { get; init => field = value ?? throw new ArgumentNullException(nameof(Inner)); }

    /// <summary>The number of times the discriminator halves the image.</summary>
    /// <value>Default: 3.</value>
    public int Layers { get; init; } = 3;

    /// <summary>Channels of the discriminator's first layer; doubled at each layer after it, up to 8 times this.</summary>
    /// <value>Default: 64.</value>
    public int Width { get; init; } = 64;

    /// <summary>Whether the discriminator has spectral normalization (Miyato et al., 2018) instead of batch normalization.</summary>
    /// <value>Default: false.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool SpectralNormalization { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public int LatentSize => Inner.LatentSize;

    /// <inheritdoc/>
    /// <remarks>The recipe of <see cref="Inner"/>.</remarks>
    public GanRecipe Recipe(GanTrainingSize size) => Inner.Recipe(size);

    /// <inheritdoc/>
    public void Validate(ImageShape image)
    {
        Inner.Validate(image);
        CheckOwn(image);
    }

    /// <inheritdoc/>
    public void ValidateSpecification(NetworkSpecification specification)
    {
        Inner.ValidateSpecification(specification with { DiscriminatorConditioning = null, AuxiliaryOutputs = 0 });
        CheckOwn(specification.Image);
    }

    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification) => Inner.CreateGenerator(specification);

    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification) => new Discriminator(this, specification).ToChannelsLast();

    /// <inheritdoc/>
    public long CountGeneratorWeights(NetworkSpecification specification) =>
        Inner is ISizedArchitecture sized ? sized.CountGeneratorWeights(specification) : 0;

    /// <inheritdoc/>
    public long CountDiscriminatorWeights(NetworkSpecification specification)
    {
        checked
        {
            var width = (long)Width;
            var count = (16 * InputChannels(specification) * width) + width;
            for (var layer = 1; layer <= Layers; layer++)
            {
                var next = (long)Channels(layer);
                count += (16 * width * next) + (SpectralNormalization ? 0 : 2 * next);
                width = next;
            }

            var projected = Way(specification) == DiscriminatorConditioning.Projection ? specification.ConditionSize : 0L;
            return count + (((16 * width) + 1) * (1 + specification.AuxiliaryOutputs)) + (width * projected);
        }
    }

    private void CheckOwn(ImageShape image)
    {
        Check.That(Layers is >= 1 and <= MaxLayers, nameof(Layers), $"must be in 1…{MaxLayers}, but is {Layers}");
        Check.Positive(Width);
        var smallest = 3 << Layers;
        Check.That(
            Math.Min(image.Height, image.Width) >= smallest,
            nameof(Layers),
            $"is {Layers}: a discriminator of so many takes images of at least {smallest} pixels a side, but they are {image}");
    }

    private int Channels(int layer) => checked(Width * Math.Min(1 << layer, MaxWidening));

    private static DiscriminatorConditioning Way(NetworkSpecification specification) =>
        specification.DiscriminatorConditioningOr(DiscriminatorConditioning.Concatenation);

    private static int InputChannels(NetworkSpecification specification) =>
        specification.Image.Channels + (Way(specification) == DiscriminatorConditioning.Concatenation ? specification.ConditionSize : 0);

    private sealed class Discriminator : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly bool _seesPlanes;
        private readonly Sequential model;
        private readonly nn.Module<Tensor, Tensor>? projection;

        public Discriminator(PatchGanArchitecture options, NetworkSpecification specification)
            : base("PatchGanDiscriminator")
        {
            _seesPlanes = Way(specification) == DiscriminatorConditioning.Concatenation;
            var width = options.Width;
            var layers = new List<nn.Module<Tensor, Tensor>>
            {
                Convolve(InputChannels(specification), width, stride: 2, hasBias: true),
                nn.LeakyReLU(0.2, inplace: true),
            };
            for (var layer = 1; layer <= options.Layers; layer++)
            {
                var next = options.Channels(layer);
                layers.Add(Convolve(width, next, stride: layer < options.Layers ? 2 : 1, hasBias: false));
                if (!options.SpectralNormalization)
                    layers.Add(specification.IndependentSamples ? GroupNormalization.Create(1, next) : nn.BatchNorm2d(next));
                layers.Add(nn.LeakyReLU(0.2, inplace: true));
                width = next;
            }

            layers.Add(Convolve(width, 1 + specification.AuxiliaryOutputs, stride: 1, hasBias: true));
            model = nn.Sequential(layers);
            if (Way(specification) == DiscriminatorConditioning.Projection)
                projection = SpectralOr.Linear(options.SpectralNormalization, specification.ConditionSize, width, hasBias: false);
            RegisterComponents();
            foreach (var (name, parameter) in this.named_parameters())
            {
                if (name.EndsWith("bias", StringComparison.Ordinal))
                    nn.init.zeros_(parameter);
                else
                    nn.init.normal_(parameter, parameter.dim() == 1 ? 1 : 0, 0.02);
            }

            nn.Module<Tensor, Tensor> Convolve(int inputs, int outputs, int stride, bool hasBias) => options.SpectralNormalization
                ? new NormalizedConvolution(inputs, outputs, kernel: 4, stride, padding: 1, hasBias)
                : nn.Conv2d(inputs, outputs, 4, stride: stride, padding: 1, bias: hasBias);
        }

        public override Tensor forward(Tensor images, Tensor condition)
        {
            var features = _seesPlanes ? ConditionPlanes.Append(images, condition) : images;
            for (var layer = 0; layer < model.Count - 1; layer++)
                features = model[layer].call(features);
            var outputs = model[model.Count - 1].call(features);
            if (projection is null)
                return outputs;

            // The features are projected at each position; a logit is computed from 4×4 of them.
            var product = (projection.call(condition).unsqueeze(2).unsqueeze(3) * features).sum(1, keepdim: true);
            return Projection.AddToLogit(outputs, nn.functional.avg_pool2d(product, 4, stride: 1, padding: 1));
        }
    }
}
