using System.Text.Json.Serialization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Residual networks, the discriminator's spectrally normalized (Miyato et al., 2018); with a condition, conditional batch
/// normalization and projection (Miyato and Koyama, 2018). A side of the image is b·2ᵏ with b in 4…7 and k ≥ 2, within 16…224.
/// </summary>
/// <remarks>
/// The published sizes are 32×32 (256 channels in the generator, 128 in the discriminator, whatever the layer), 64×64 and
/// 128×128 (1024 channels at the smallest features, 64 at the largest); another size uses the layers of the next smaller one.
/// 28×28 is 7·2². The paper trains it with the hinge loss, Adam (0, 0.9) at 0.0002 and 5 discriminator steps.
/// </remarks>
public sealed record SnganArchitecture : ISizedArchitecture
{
    internal const string RegisteredName = "sngan";
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

    /// <inheritdoc/>
    /// <remarks>Hinge loss, five discriminator steps, Adam (0, 0.9) at 0.0002 that falls to 0 over the training.</remarks>
    public GanRecipe Recipe(GanTrainingSize size) => GanRecipe.WithOptimizer(GanOptimizer.Adam(0.0002, 0, 0.9) with { Schedule = GanSchedule.LinearDecay(0, size.Kimg) }) with
    {
        Loss = GanLoss.Hinge(),
        DiscriminatorSteps = 5,
    };

    /// <inheritdoc/>
    public void Validate(ImageShape image)
    {
        Check.Positive(LatentSize);
        Check.Positive(GeneratorWidth);
        Check.Positive(DiscriminatorWidth);
        _ = ImageLevels.Count(image, "SNGAN", MaxSide);
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
        var levels = ImageLevels.Count(specification.Image, "SNGAN", MaxSide);
        return new ResidualPlan
        {
            Specification = specification,
            Levels = levels,
            Table = ResidualTable.OfSngan(levels),
            LatentSize = LatentSize,
            GeneratorWidth = GeneratorWidth,
            DiscriminatorWidth = DiscriminatorWidth,
            HasLogitBias = levels > 3, // the authors' for 32×32 has none
            Initialize = Initialize,
        };
    }

    /// <summary>Glorot initialization, wider for the convolutions between two ReLUs; the condition has no effect initially.</summary>
    private static void Initialize(string name, Parameter weight)
    {
        if (name.Contains(".gain.", StringComparison.Ordinal) || name.Contains(".bias.", StringComparison.Ordinal))
            nn.init.zeros_(weight);
        else
            nn.init.xavier_uniform_(weight, name.Contains("conv1", StringComparison.Ordinal) || name.Contains("conv2", StringComparison.Ordinal) ? Math.Sqrt(2) : 1);
    }
}
