using System.Numerics;
using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Progressive GAN (Karras et al., 2018): both networks start at 4×4 and grow during training; each new size fades in.
/// Equalized learning rates, pixel normalization in the generator, minibatch deviation in the discriminator. Square images of
/// 8, 16, 32, 64, 128, 256, 512 or 1024 pixels a side. The defaults are the paper's.
/// </summary>
/// <remarks>
/// All layers exist from the start; those of later sizes are not trained yet. A training that ends early gives a generator of the size reached,
/// upsampled. The generator concatenates a condition to the latent; the discriminator uses projection, or an auxiliary classifier as in the authors'
/// implementation. The minibatch deviation is kept with gradient penalties, as in the paper. Optimizers are reset when a size starts to fade in and
/// when it has faded in, as in the authors' program. The discriminator downsamples after the activation, as in the paper's table 2; that program does
/// so before it. A warm start from a grown model (<see cref="GanTrainingOptions.InitialModel"/>) also starts at 4×4 and grows again, with trained
/// layers.
/// </remarks>
public sealed record ProgressiveArchitecture : ISizedArchitecture
{
    internal const string RegisteredName = "progressive";
    internal const int SmallestSide = 4;
    private const int MinSide = 8;
    private const int MaxSide = 1024;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The length of the latent, Z.</summary>
    /// <value>Default: 512.</value>
    public int LatentSize { get; init; } = 512;

    /// <summary>Channels times side: layers of side s have this divided by s, up to <see cref="ChannelMax"/>.</summary>
    /// <value>Default: 16384, which leaves 16 channels at 1024 pixels.</value>
    public int ChannelBase { get; init; } = 16384;

    /// <summary>The maximum number of channels of a layer.</summary>
    /// <value>Default: 512.</value>
    public int ChannelMax { get; init; } = 512;

    /// <summary>The number of real images for which a size is trained alone before the next fades in.</summary>
    /// <value>Default: 600,000.</value>
    public long StableImages { get; init; } = 600_000;

    /// <summary>The number of real images during which the next size fades in; 0 for at once.</summary>
    /// <value>Default: 600,000.</value>
    public long FadeImages { get; init; } = 600_000;

    /// <summary>The largest group of images for the minibatch deviation.</summary>
    /// <value>Default: 4.</value>
    public int DeviationGroup { get; init; } = 4;

    /// <inheritdoc/>
    /// <remarks>Wasserstein loss with gradient penalty and drift, one discriminator step, Adam (0, 0.99) at 0.001, weights averaged with a decay of 0.999 a step.</remarks>
    public GanRecipe Recipe(GanTrainingSize size) => GanRecipe.WithOptimizer(GanOptimizer.Adam(0.001, 0, 0.99)) with
    {
        Loss = GanLoss.WassersteinGradientPenalty(),
        Regularizers = [GanRegularizer.Drift(0.001)],
        DiscriminatorSteps = 1,
        Ema = GanEma.OfDecay(0.999, size.BatchSize),
    };

    /// <inheritdoc/>
    public void Validate(ImageShape image)
    {
        Check.Positive(LatentSize);
        Check.Positive(ChannelMax);
        Check.Positive(StableImages);
        Check.NotNegative(FadeImages);
        Check.Positive(DeviationGroup);
        Check.That(
            image.Height == image.Width && image.Height is >= MinSide and <= MaxSide && BitOperations.IsPow2(image.Height),
            "image",
            $"of {image} cannot be made by Progressive GAN: images must be square, of 8, 16, 32, 64, 128, 256, 512 or 1024 pixels a side. Resize the images first");
        Check.That(
            ChannelBase >= image.Height, nameof(ChannelBase), $"is divided by the pixels a side, so it must be at least {image.Height}, but is {ChannelBase}");
    }

    /// <summary>Checks that both networks support the image shape and the conditioning.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They do not; the message says what is supported.</exception>
    public void ValidateSpecification(NetworkSpecification specification)
    {
        Validate(specification.Image);
        Check.That(
            specification.ConditionSize == 0 || specification.GeneratorConditioning is null or GeneratorConditioning.Concatenation,
            nameof(specification.GeneratorConditioning),
            $"cannot be {specification.GeneratorConditioning} for Progressive GAN, which has no batch normalization: choose Concatenation");
        Check.That(
            specification.ConditionSize == 0 || specification.DiscriminatorConditioning is not DiscriminatorConditioning.Concatenation,
            nameof(specification.DiscriminatorConditioning),
            $"cannot be {specification.DiscriminatorConditioning} for Progressive GAN: choose Projection or None");
    }

    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification)
    {
        ValidateSpecification(specification);
        return new ProgressiveGenerator(this, specification).ToChannelsLast();
    }

    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification)
    {
        ValidateSpecification(specification);
        return new ProgressiveDiscriminator(this, specification).ToChannelsLast();
    }

    /// <inheritdoc/>
    public long CountGeneratorWeights(NetworkSpecification specification)
    {
        var count = 0L;
        for (var level = 0; level <= LastLevel(specification.Image.Height); level++)
        {
            count = checked(count + ProgressiveGeneratorBlock.CountWeights(
                this, GrowthStage.Side(level), (long)LatentSize + specification.ConditionSize, specification.Image.Channels));
        }

        return count;
    }

    /// <inheritdoc/>
    public long CountDiscriminatorWeights(NetworkSpecification specification) => ProgressiveDiscriminator.CountWeights(this, specification);

    /// <summary>The level of a side in pixels.</summary>
    internal static int LastLevel(int side) => BitOperations.Log2((uint)(side / SmallestSide));

    /// <summary>The channels of the layers of this side in pixels.</summary>
    internal int ChannelsAt(int side) => Math.Min(ChannelBase / side, ChannelMax);
}
