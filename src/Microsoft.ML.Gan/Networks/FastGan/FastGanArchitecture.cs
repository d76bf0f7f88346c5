using System.Numerics;
using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// FastGAN, for few images and little time (Liu et al., 2021): a generator with skip-layer excitation and gated linear units,
/// a discriminator that also learns to reconstruct real images (<see cref="ISelfSupervised"/>), spectral normalization in both.
/// Square images of 32, 64, 128, 256, 512 or 1024 pixels a side; 32 and 64 are its layers without the largest, and at 32 no
/// layer is far enough from another to excite it. The defaults are the authors'.
/// </summary>
/// <remarks>
/// Some things differ from the authors' implementation. Its hinge loss draws each margin from 0.8…1; <see cref="GanLoss.Hinge"/> has 1.
/// Reconstructions are compared by absolute differences of pixels instead of a perceptual network, which would need trained weights. The
/// discriminator's smaller image is its downsampled input, also for generated images, so that the generator has one output. Generated pixels are
/// limited to [-1, 1] by tanh at every size; theirs only at 1024. (Their code flips training images at random; use <c>AugmentImages</c> for this.)
/// The generator concatenates a condition to the latent; the discriminator uses projection of its mean features.
/// </remarks>
public sealed record FastGanArchitecture : ISizedArchitecture
{
    internal const string RegisteredName = "fastgan";
    private const int MinSide = 32;
    private const int MaxSide = 1024;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The length of the latent, Z.</summary>
    /// <value>Default: 256.</value>
    public int LatentSize { get; init; } = 256;

    /// <summary>Channels of the generator's layers of 128 pixels; 16 times as many at 4, an eighth at 1024.</summary>
    /// <value>Default: 64.</value>
    public int GeneratorWidth { get; init; } = 64;

    /// <summary>The base number of channels of the discriminator's layers, as for the generator.</summary>
    /// <value>Default: 64.</value>
    public int DiscriminatorWidth { get; init; } = 64;

    /// <summary>
    /// The weight of the reconstruction loss in the discriminator's loss, averaged over a batch. The authors sum over the images of a batch, which
    /// are 8.
    /// </summary>
    /// <value>Default: 8.</value>
    public double ReconstructionWeight { get; init; } = 8;

    /// <inheritdoc/>
    /// <remarks>Hinge loss, Adam (0.5, 0.999) at 0.0002, weights averaged with a decay of 0.999 a step. The authors also use DiffAugment.</remarks>
    public GanRecipe Recipe(GanTrainingSize size) => GanRecipe.WithOptimizer(GanOptimizer.Adam()) with
    {
        Loss = GanLoss.Hinge(),
        DiscriminatorSteps = 1,
        Ema = GanEma.OfDecay(0.999, size.BatchSize),
    };

    /// <inheritdoc/>
    public void Validate(ImageShape image)
    {
        Check.Positive(LatentSize);
        Check.That(ReconstructionWeight is >= 0 and < double.PositiveInfinity, nameof(ReconstructionWeight), $"must be a number that is not negative, but is {ReconstructionWeight}");
        Check.Positive(GeneratorWidth);
        Check.Positive(DiscriminatorWidth);
        Check.That(
            image.Height == image.Width && image.Height is >= MinSide and <= MaxSide && BitOperations.IsPow2(image.Height),
            "image",
            $"of {image} cannot be made by FastGAN: images must be square, of 32, 64, 128, 256, 512 or 1024 pixels a side. Resize the images first");
    }

    /// <summary>Checks that both networks support the image shape and the conditioning.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They do not; the message says what is supported.</exception>
    public void ValidateSpecification(NetworkSpecification specification)
    {
        Validate(specification.Image);
        Check.That(
            specification.ConditionSize == 0 || specification.GeneratorConditioning is null or GeneratorConditioning.Concatenation,
            nameof(specification.GeneratorConditioning),
            $"cannot be {specification.GeneratorConditioning} for FastGAN: choose Concatenation");
        Check.That(
            specification.ConditionSize == 0 || specification.DiscriminatorConditioning is not DiscriminatorConditioning.Concatenation,
            nameof(specification.DiscriminatorConditioning),
            $"cannot be {specification.DiscriminatorConditioning} for FastGAN: choose Projection or None");
    }

    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification)
    {
        ValidateSpecification(specification);
        return new FastGanGenerator(this, specification).ToChannelsLast();
    }

    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification)
    {
        ValidateSpecification(specification);
        return new FastGanDiscriminator(this, specification).ToChannelsLast();
    }

    /// <inheritdoc/>
    public long CountGeneratorWeights(NetworkSpecification specification) => FastGanGenerator.CountWeights(this, specification);

    /// <inheritdoc/>
    public long CountDiscriminatorWeights(NetworkSpecification specification) => FastGanDiscriminator.CountWeights(this, specification);

    /// <summary>The channels of the generator's layers of this side in pixels.</summary>
    internal int GeneratorChannels(int side) => side switch
    {
        <= 32 => checked(GeneratorWidth * (64 / side)),
        64 => checked(GeneratorWidth * 2),
        _ => Math.Max(1, (int)(GeneratorWidth * 128L / side)),
    };

    /// <summary>The channels of the discriminator for a side of the authors' table.</summary>
    internal int DiscriminatorChannels(int side) => side <= 8
        ? checked(DiscriminatorWidth * 16)
        : Math.Max(1, checked((int)(DiscriminatorWidth * 128L / side)));
}
