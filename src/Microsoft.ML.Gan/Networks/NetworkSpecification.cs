using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>What the networks of one model must fit.</summary>
public sealed record NetworkSpecification
{
    /// <summary>The shape of the images, C×H×W.</summary>
    public required ImageShape Image { get; init; }

    /// <summary>The length of the condition vector (a one-hot class, or numbers); 0 when there is none.</summary>
    public int ConditionSize { get; init; }

    /// <summary>
    /// The loss penalizes the discriminator's gradient of each sample by itself, so the discriminator must not mix the
    /// samples of a batch: no batch normalization (Gulrajani et al., 2017, section 4).
    /// </summary>
    public bool IndependentSamples { get; init; }

    /// <summary>How the generator takes the condition; null for the way of the architecture's paper.</summary>
    public GeneratorConditioning? GeneratorConditioning { get; init; }

    /// <summary>How the discriminator takes the condition; null for the way of the architecture's paper.</summary>
    public DiscriminatorConditioning? DiscriminatorConditioning { get; init; }

    /// <summary>
    /// Outputs of the discriminator beside the logit, A: class logits of an auxiliary classifier, or estimates of latent
    /// codes. Its result is then N×(1+A), the logit first.
    /// </summary>
    public int AuxiliaryOutputs { get; init; }

    /// <summary>How the generator takes the condition, if the architecture's own way is this; nothing to take is concatenated.</summary>
    internal GeneratorConditioning GeneratorConditioningOr(GeneratorConditioning own) =>
        ConditionSize == 0 ? Gan.GeneratorConditioning.Concatenation : GeneratorConditioning ?? own;

    /// <summary>How the discriminator takes the condition, if the architecture's own way is this; none if there is none.</summary>
    internal DiscriminatorConditioning DiscriminatorConditioningOr(DiscriminatorConditioning own) =>
        ConditionSize == 0 ? Gan.DiscriminatorConditioning.None : DiscriminatorConditioning ?? own;

    /// <summary>
    /// Images that the discriminator sees together, m (PacGAN; Lin et al., 2018): their channels lie behind one another,
    /// and so do their conditions.
    /// </summary>
    public int Packing { get; init; } = 1;

    /// <summary>What the discriminator must fit: packs of images are images of more channels to it.</summary>
    internal NetworkSpecification OfDiscriminator => Packing == 1
        ? this
        : this with
        {
            Image = Image with { Channels = checked(Image.Channels * Packing) },
            ConditionSize = checked(ConditionSize * Packing),
            Packing = 1,
        };
}

/// <summary>How a generator takes its condition.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GeneratorConditioning>))]
public enum GeneratorConditioning
{
    /// <summary>Appended to the latent (Mirza and Osindero, 2014).</summary>
    Concatenation,

    /// <summary>Gains and biases of the batch normalizations are linear in the condition (Dumoulin et al., 2017).</summary>
    ConditionalBatchNorm,
}

/// <summary>How a discriminator takes the condition of an image.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DiscriminatorConditioning>))]
public enum DiscriminatorConditioning
{
    /// <summary>Appended to the image, or for a convolutional one as constant planes (Mirza and Osindero, 2014).</summary>
    Concatenation,

    /// <summary>The inner product of its features with a linear map of the condition is added to the logit (Miyato and Koyama, 2018).</summary>
    Projection,

    /// <summary>It does not see the condition; with an auxiliary classifier it names it (Odena et al., 2017).</summary>
    None,
}
