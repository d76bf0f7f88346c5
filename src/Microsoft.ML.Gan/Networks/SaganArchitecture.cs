using System.Text.Json.Serialization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Self-attention GAN (Zhang et al., 2019): the residual networks of <see cref="SnganArchitecture"/>, both spectrally
/// normalized, with self-attention in each. A side of the image is b·2ᵏ with b in 4…7 and k ≥ 2, within 16…224.
/// </summary>
/// <remarks>
/// Published for 128×128, with attention where the features are 32×32. The paper trains it with the hinge loss, Adam (0, 0.9),
/// 0.0001 for the generator and 0.0004 for the discriminator, and one discriminator step.
/// </remarks>
public sealed record SaganArchitecture : ISizedArchitecture
{
    internal const string RegisteredName = "sagan";
    private const int MaxSide = 224;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The length of the latent, Z.</summary>
    /// <value>Default: 128.</value>
    public int LatentSize { get; init; } = 128;

    /// <summary>Channels of the generator's last hidden layer for 64×64 and 128×128; a quarter of all layers' for 32×32.</summary>
    /// <value>Default: 64.</value>
    public int GeneratorWidth { get; init; } = 64;

    /// <summary>Channels of the discriminator's first block for 64×64 and 128×128; half of all layers' for 32×32.</summary>
    /// <value>Default: 64.</value>
    public int DiscriminatorWidth { get; init; } = 64;

    /// <summary>
    /// Self-attention follows the first block whose features' smaller side is at least this many pixels and less than twice as many; 0 for none. For
    /// 32×32 images, 16 gives both networks self-attention.
    /// </summary>
    /// <value>Default: 32.</value>
    public int AttentionSide { get; init; } = 32;

    /// <inheritdoc/>
    /// <remarks>Hinge loss, Adam (0, 0.9) on two time scales: 0.0001 for the generator, 0.0004 for the discriminator.</remarks>
    public GanRecipe Recipe(GanTrainingSize size)
    {
        var (generator, discriminator) = GanOptimizer.TwoTimeScales();
        return new GanRecipe { Loss = GanLoss.Hinge(), DiscriminatorSteps = 1, GeneratorOptimizer = generator, DiscriminatorOptimizer = discriminator };
    }

    /// <inheritdoc/>
    public void Validate(ImageShape image)
    {
        Check.Positive(LatentSize);
        Check.Positive(GeneratorWidth);
        Check.Positive(DiscriminatorWidth);
        Check.NotNegative(AttentionSide);
        _ = ImageLevels.Count(image, "SAGAN", MaxSide);
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
        var levels = ImageLevels.Count(specification.Image, "SAGAN", MaxSide);
        return new ResidualPlan
        {
            Specification = specification,
            Levels = levels,
            Table = ResidualTable.OfSngan(levels),
            LatentSize = LatentSize,
            GeneratorWidth = GeneratorWidth,
            DiscriminatorWidth = DiscriminatorWidth,
            SpectralGenerator = true,
            WideDiscriminator = true,
            AttentionSide = AttentionSide,
            Initialize = Initialize,
        };
    }

    /// <summary>Glorot initialization; the condition has no effect initially.</summary>
    private static void Initialize(string name, Parameter weight)
    {
        if (name.Contains(".gain.", StringComparison.Ordinal) || name.Contains(".bias.", StringComparison.Ordinal))
            nn.init.zeros_(weight);
        else
            nn.init.xavier_uniform_(weight);
    }
}
