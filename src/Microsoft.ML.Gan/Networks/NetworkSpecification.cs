using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>The requirements of a model's networks.</summary>
public sealed record NetworkSpecification
{
    /// <summary>The shape of the images, C×H×W.</summary>
    public required ImageShape Image { get; init; }

    /// <summary>The length of the condition vector (a one-hot class, or numbers); 0 when there is none.</summary>
    public int ConditionSize { get; init; }

    /// <summary>
    /// Whether the loss penalizes the discriminator's gradient of each sample, so that the discriminator must not mix the samples of a batch: no
    /// batch normalization (Gulrajani et al., 2017, section 4).
    /// </summary>
    public bool IndependentSamples { get; init; }

    /// <summary>How the generator uses the condition; null for the architecture's default.</summary>
    public GeneratorConditioning? GeneratorConditioning { get; init; }

    /// <summary>How the discriminator uses the condition; null for the architecture's default.</summary>
    public DiscriminatorConditioning? DiscriminatorConditioning { get; init; }

    /// <summary>
    /// The number of auxiliary outputs of the discriminator, A: class logits of an auxiliary classifier, or predictions of latent codes. Its output
    /// is then N×(1+A), the logit first.
    /// </summary>
    public int AuxiliaryOutputs { get; init; }

    /// <summary>How the generator uses the condition, given the architecture's default; concatenation if there is no condition.</summary>
    internal GeneratorConditioning GeneratorConditioningOr(GeneratorConditioning own) =>
        ConditionSize == 0 ? Gan.GeneratorConditioning.Concatenation : GeneratorConditioning ?? own;

    /// <summary>How the discriminator uses the condition, given the architecture's default; none if there is no condition.</summary>
    internal DiscriminatorConditioning DiscriminatorConditioningOr(DiscriminatorConditioning own) =>
        ConditionSize == 0 ? Gan.DiscriminatorConditioning.None : DiscriminatorConditioning ?? own;

    /// <summary>
    /// The number of images per discriminator input, m (PacGAN; Lin et al., 2018): their channels are concatenated, and so are their conditions.
    /// </summary>
    public int Packing { get; init; } = 1;

    /// <summary>The specification of the discriminator, for which a pack is an image with more channels.</summary>
    internal NetworkSpecification ForDiscriminator => Packing == 1
        ? this
        : this with
        {
            Image = Image with { Channels = checked(Image.Channels * Packing) },
            ConditionSize = checked(ConditionSize * Packing),
            Packing = 1,
        };
}

/// <summary>How a generator uses its condition.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GeneratorConditioning>))]
public enum GeneratorConditioning
{
    /// <summary>Appended to the latent (Mirza and Osindero, 2014).</summary>
    Concatenation,

    /// <summary>Gains and biases of the batch normalizations are linear in the condition (Dumoulin et al., 2017).</summary>
    ConditionalBatchNorm,
}

/// <summary>How a discriminator uses the condition of an image.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DiscriminatorConditioning>))]
public enum DiscriminatorConditioning
{
    /// <summary>Appended to the image, or for a convolutional one as constant planes (Mirza and Osindero, 2014).</summary>
    Concatenation,

    /// <summary>The inner product of its features with a linear map of the condition is added to the logit (Miyato and Koyama, 2018).</summary>
    Projection,

    /// <summary>It does not get the condition; with an auxiliary classifier it predicts it (Odena et al., 2017).</summary>
    None,
}
