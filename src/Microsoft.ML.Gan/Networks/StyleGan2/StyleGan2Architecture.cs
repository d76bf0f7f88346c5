using System.Numerics;
using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// StyleGAN2 (Karras et al., 2020), with the details of stylegan2-ada: a mapping network, a skip generator of modulated
/// convolutions with noise inputs, a residual discriminator with minibatch deviation, equalized learning rates. Square
/// images of 8, 16, 32, 64, 128, 256, 512 or 1024 pixels a side. The defaults are the paper's configuration F.
/// </summary>
/// <remarks>
/// Names and layouts of weights are those of stylegan2-ada-pytorch (<c>mapping.fc0.weight</c>, <c>synthesis.b4.const</c>, …). The generator
/// concatenates an embedding of the condition to the latent; the discriminator uses projection. The minibatch deviation is kept with gradient
/// penalties, as in the papers. Training draws noise and style mixing from torch's global generator.
/// </remarks>
public sealed record StyleGan2Architecture : ISizedArchitecture
{
    internal const string RegisteredName = "stylegan2";
    internal const int SmallestSide = 4;
    private const int MinSide = 8;
    private const int MaxSide = 1024;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The length of the latent, Z.</summary>
    /// <value>Default: 512.</value>
    public int LatentSize { get; init; } = 512;

    /// <summary>The length of a style, W.</summary>
    /// <value>Default: 512.</value>
    public int StyleSize { get; init; } = 512;

    /// <summary>Layers of the mapping network.</summary>
    /// <value>Default: 8; stylegan2-ada's automatic configuration has 2.</value>
    public int MappingLayers { get; init; } = 8;

    /// <summary>The mapping network's learning rate relative to the rest.</summary>
    /// <value>Default: 0.01.</value>
    public double MappingLearningRate { get; init; } = 0.01;

    /// <summary>Channels times side: layers of side s have this divided by s, up to <see cref="ChannelMax"/>.</summary>
    /// <value>Default: 32768; half of it is usual below 512 pixels.</value>
    public int ChannelBase { get; init; } = 32768;

    /// <summary>The maximum number of channels of a layer.</summary>
    /// <value>Default: 512.</value>
    public int ChannelMax { get; init; } = 512;

    /// <summary>Whether layers have noise inputs: random in training, constant afterwards.</summary>
    /// <value>Default: true.</value>
    public bool UseNoise { get; init; } = true;

    /// <summary>The probability that a training batch mixes the styles of two latents, in [0, 1].</summary>
    /// <value>Default: 0.9.</value>
    public double StyleMixing { get; init; } = 0.9;

    /// <summary>The decay of the running mean of styles per batch, in [0, 1).</summary>
    /// <value>Default: 0.995.</value>
    public double MeanStyleDecay { get; init; } = 0.995;

    /// <summary>The clamp of convolution outputs; null for no limit. Useful in half precision.</summary>
    /// <value>Default: null.</value>
    public double? ConvClamp { get; init; }

    /// <summary>The largest group of images for the minibatch deviation.</summary>
    /// <value>Default: 4.</value>
    public int DeviationGroup { get; init; } = 4;

    /// <inheritdoc/>
    public void Validate(ImageShape image)
    {
        Check.Positive(LatentSize);
        Check.Positive(StyleSize);
        Check.Positive(MappingLayers);
        Check.Positive(MappingLearningRate);
        Check.Positive(ChannelMax);
        Check.Positive(DeviationGroup);
        Check.That(StyleMixing is >= 0 and <= 1, nameof(StyleMixing), $"must be in [0, 1], but is {StyleMixing}");
        Check.That(MeanStyleDecay is >= 0 and < 1, nameof(MeanStyleDecay), $"must be in [0, 1), but is {MeanStyleDecay}");
        if (ConvClamp is { } clamp)
            Check.Positive(clamp, nameof(ConvClamp));
        Check.That(
            image.Height == image.Width && image.Height is >= MinSide and <= MaxSide && BitOperations.IsPow2(image.Height),
            "image",
            $"of {image} cannot be made by StyleGAN2: images must be square, of 8, 16, 32, 64, 128, 256, 512 or 1024 pixels a side. Resize the images first");
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
            $"cannot be {specification.GeneratorConditioning} for StyleGAN2, which has no batch normalization: choose Concatenation");
        Check.That(
            specification.ConditionSize == 0 || specification.DiscriminatorConditioning is not DiscriminatorConditioning.Concatenation,
            nameof(specification.DiscriminatorConditioning),
            $"cannot be {specification.DiscriminatorConditioning} for StyleGAN2: choose Projection or None");
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The automatic configuration of stylegan2-ada: non-saturating loss, R1 every 16 steps with γ = 0.0002·H·W / batch, path length of
    /// weight 2 every 4 steps, Adam (0, 0.99) at 0.0025 corrected for lazy regularization, weights averaged with a half-life of
    /// 10 kimg at a batch of 32.
    /// </remarks>
    public GanRecipe Recipe(GanTrainingSize size)
    {
        const int PathLengthInterval = 4, R1Interval = 16;
        var optimizer = GanOptimizer.Adam(0.0025, 0, 0.99);
        return new GanRecipe
        {
            Loss = GanLoss.NonSaturating(),
            Regularizers =
            [
                GanRegularizer.R1(0.0002 * size.Image.Height * size.Image.Width / size.BatchSize, R1Interval),
                GanRegularizer.PathLength(weight: 2, PathLengthInterval),
            ],
            DiscriminatorSteps = 1,
            GeneratorOptimizer = optimizer.ForLazyRegularization(PathLengthInterval),
            DiscriminatorOptimizer = optimizer.ForLazyRegularization(R1Interval),
            Ema = new GanEma(HalfLifeKimg: size.BatchSize * 10 / 32.0, RampUp: 0.05),
        };
    }

    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification)
    {
        ValidateSpecification(specification);
        return new StyleGan2Generator(this, specification).ToChannelsLast();
    }

    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification)
    {
        ValidateSpecification(specification);
        return new StyleGan2Discriminator(this, specification).ToChannelsLast();
    }

    /// <inheritdoc/>
    public long CountGeneratorWeights(NetworkSpecification specification)
    {
        var image = specification.Image;
        var count = StyleMapping.CountWeights(LatentSize, specification.ConditionSize, StyleSize, MappingLayers);
        for (var side = SmallestSide; side <= image.Height; side *= 2)
            count = checked(count + SynthesisBlock.CountWeights(this, side, image.Channels));
        return count;
    }

    /// <inheritdoc/>
    public long CountDiscriminatorWeights(NetworkSpecification specification) => StyleGan2Discriminator.CountWeights(this, specification);

    /// <summary>The channels of the layers of this side in pixels.</summary>
    internal int ChannelsAt(int side) => Math.Min(ChannelBase / side, ChannelMax);
}
