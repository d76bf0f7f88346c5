using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// BigGAN (Brock, Donahue and Simonyan, 2019): wide residual networks, both spectrally normalized, with self-attention. The gains and biases of each
/// block of the generator depend on its own part of the latent and on a class embedding shared by all blocks. A side of the image is b·2ᵏ with b in
/// 4…7 and k ≥ 2, within 16…256.
/// </summary>
/// <remarks>
/// Published for 128×128 and 256×256, with 16 times the width at the smallest features; for 32×32, where all layers have four times the width, the
/// authors' PyTorch code uses a width of 64. The initial weights are orthogonal. The paper trains it with the hinge loss, Adam (0, 0.999), 0.00005
/// for the generator and 0.0002 for the discriminator, and two discriminator steps.
/// </remarks>
public sealed record BigGanArchitecture : ISizedArchitecture
{
    internal const string RegisteredName = "biggan";
    private const int MaxSide = 256;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>
    /// The length of the latent, Z. It is divided equally between the first layer and the blocks (20 each for 128×128); the first layer also gets the
    /// remainder.
    /// </summary>
    /// <value>Default: 120. The authors' for 256×256 is 140.</value>
    public int LatentSize { get; init; } = 120;

    /// <summary>The base number of channels of the generator; its layers have multiples of it.</summary>
    /// <value>Default: null, which is 96, and 64 for images of less than 64 pixels.</value>
    public int? GeneratorWidth { get; init; }

    /// <summary>The base number of channels of the discriminator; its layers have multiples of it.</summary>
    /// <value>Default: null, which is 96, and 64 for images of less than 64 pixels.</value>
    public int? DiscriminatorWidth { get; init; }

    /// <summary>
    /// The length of the condition embedding shared by the generator's blocks; 0 if each layer computes its gains and biases from the condition
    /// directly, without spectral normalization, as in the authors' PyTorch code for CIFAR-10.
    /// </summary>
    /// <value>Default: 128.</value>
    public int EmbeddingSize { get; init; } = 128;

    /// <summary>Whether weights are drawn from N(0, 0.02²), as in that code for CIFAR-10; if not, they are orthogonal.</summary>
    /// <value>Default: false.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NormalStart { get; init; }

    /// <summary>Whether each block of the generator has its own part of the latent; if not, the first layer has all of it.</summary>
    /// <value>Default: true.</value>
    public bool HierarchicalLatent { get; init; } = true;

    /// <summary>
    /// Self-attention follows the first block whose features' smaller side is at least this many pixels and less than twice as many; 0 for none. For
    /// 32×32 images, 16 gives both networks self-attention.
    /// </summary>
    /// <value>Default: 64. In the authors' released generator for 256×256 it is 128.</value>
    public int AttentionSide { get; init; } = 64;

    /// <inheritdoc/>
    /// <remarks>
    /// Hinge loss, two discriminator steps, Adam (0, 0.999) at 0.00005 for the generator and 0.0002 for the discriminator, weights averaged
    /// with a decay of 0.9999 a step.
    /// </remarks>
    public GanRecipe Recipe(GanTrainingSize size)
    {
        const int Steps = 2;
        return new GanRecipe
        {
            Loss = GanLoss.Hinge(),
            DiscriminatorSteps = Steps,
            GeneratorOptimizer = GanOptimizer.Adam(0.00005, 0, 0.999),
            DiscriminatorOptimizer = GanOptimizer.Adam(0.0002, 0, 0.999),
            Ema = GanEma.OfDecay(0.9999, size.BatchSize * Steps),
        };
    }

    /// <inheritdoc/>
    public void Validate(ImageShape image)
    {
        Check.Positive(LatentSize);
        Check.That(GeneratorWidth is not <= 0, nameof(GeneratorWidth), $"must be positive, but is {GeneratorWidth}");
        Check.That(DiscriminatorWidth is not <= 0, nameof(DiscriminatorWidth), $"must be positive, but is {DiscriminatorWidth}");
        Check.NotNegative(EmbeddingSize);
        Check.NotNegative(AttentionSide);
        var parts = ImageLevels.Count(image, "BigGAN", MaxSide) + 1;
        Check.That(
            !HierarchicalLatent || LatentSize >= parts, nameof(LatentSize), $"must be at least {parts} to have a part for each layer, but is {LatentSize}");
    }

    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification) => new ResidualGenerator(Plan(specification)).ToChannelsLast();

    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification) => new ResidualDiscriminator(Plan(specification)).ToChannelsLast();

    /// <inheritdoc/>
    public long CountGeneratorWeights(NetworkSpecification specification) => ResidualSize.ForGenerator(Plan(specification));

    /// <inheritdoc/>
    public long CountDiscriminatorWeights(NetworkSpecification specification) => ResidualSize.ForDiscriminator(Plan(specification));

    private ResidualPlan Plan(NetworkSpecification specification)
    {
        var levels = ImageLevels.Count(specification.Image, "BigGAN", MaxSide);
        var width = levels <= 3 ? 64 : 96;
        return new ResidualPlan
        {
            Specification = specification,
            Levels = levels,
            Table = ResidualTable.OfBigGan(levels),
            LatentSize = LatentSize,
            GeneratorWidth = GeneratorWidth ?? width,
            DiscriminatorWidth = DiscriminatorWidth ?? width,
            SpectralGenerator = true,
            SpectralCondition = EmbeddingSize > 0,
            WideDiscriminator = true,
            AttentionSide = AttentionSide,
            EmbeddingSize = EmbeddingSize,
            HierarchicalLatent = HierarchicalLatent,
            Initialize = NormalStart ? (_, weight) => nn.init.normal_(weight, 0, 0.02) : (_, weight) => nn.init.orthogonal_(weight),
        };
    }
}
