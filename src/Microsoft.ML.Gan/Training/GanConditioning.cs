using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>
/// How the networks use the condition from the label columns, and what the discriminator predicts besides the logit. Null values mean the
/// architecture's default.
/// </summary>
public sealed record GanConditioning
{
    /// <summary>How the generator uses the condition; null for the architecture's default.</summary>
    /// <value>Default: null.</value>
    public GeneratorConditioning? Generator { get; init; }

    /// <summary>How the discriminator uses the condition; null for the architecture's default.</summary>
    /// <value>Default: null.</value>
    public DiscriminatorConditioning? Discriminator { get; init; }

    /// <summary>λ of the auxiliary classifier, which predicts the condition of real and generated images; 0 for none.</summary>
    /// <value>Default: 0.</value>
    public double ClassifierWeight { get; init; }

    /// <summary>The number of classes of each categorical code in the latent.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<int> CategoricalCodes { get; init; } = [];

    /// <summary>The number of continuous codes in the latent, in [-1, 1].</summary>
    /// <value>Default: 0.</value>
    public int ContinuousCodes { get; init; }

    /// <summary>λ of the prediction of codes.</summary>
    /// <value>Default: 1.</value>
    public double CodeWeight { get; init; } = 1;

    /// <summary>The codes in the latent; null for none.</summary>
    [JsonIgnore]
    internal LatentCodes? LatentCodes =>
        CategoricalCodes.Count == 0 && ContinuousCodes == 0 ? null : new LatentCodes(CategoricalCodes, ContinuousCodes);

    /// <summary>
    /// The condition is appended to the latent and to the image, for a convolutional discriminator as constant planes (Mirza
    /// and Osindero, 2014).
    /// </summary>
    public static GanConditioning Concatenation() =>
        new() { Generator = GeneratorConditioning.Concatenation, Discriminator = DiscriminatorConditioning.Concatenation };

    /// <summary>
    /// Gains and biases of the generator's batch normalizations are linear in the condition (Dumoulin et al., 2017); the discriminator uses its
    /// architecture's default.
    /// </summary>
    public static GanConditioning ConditionalBatchNorm() => new() { Generator = GeneratorConditioning.ConditionalBatchNorm };

    /// <summary>
    /// The discriminator adds the inner product of its features with a linear map of the condition to the logit (Miyato and
    /// Koyama, 2018); the generator uses its architecture's default.
    /// </summary>
    public static GanConditioning Projection() => new() { Discriminator = DiscriminatorConditioning.Projection };

    /// <summary>
    /// AC-GAN (Odena, Olah and Shlens, 2017): the discriminator does not get the condition but predicts it. Both networks minimize
    /// the cross-entropy of classes, or the mean squared error of numbers; the discriminator on real and generated images.
    /// </summary>
    /// <param name="weight">λ.</param>
    public static GanConditioning AuxiliaryClassifier(double weight = 1) =>
        new() { Discriminator = DiscriminatorConditioning.None, ClassifierWeight = weight };

    /// <summary>
    /// InfoGAN (Chen et al., 2016), which learns classes and directions without labels: the first values of the latent are codes, and the
    /// discriminator predicts them from the image. The loss is a lower bound of the mutual information of codes and images: the cross-entropy of
    /// categorical codes, and half the squared error of continuous ones (a normal distribution of unit variance). A latent column has the codes in
    /// the same positions.
    /// </summary>
    /// <param name="categorical">The number of classes of each categorical code; one-hot, first.</param>
    /// <param name="continuous">The number of codes in [-1, 1]; after the categorical ones.</param>
    /// <param name="weight">λ.</param>
    public static GanConditioning Codes(IReadOnlyList<int> categorical, int continuous = 0, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(categorical);
        return new() { CategoricalCodes = [.. categorical], ContinuousCodes = continuous, CodeWeight = weight };
    }

    /// <param name="architecture">The architecture to train.</param>
    /// <param name="hasLabels">Whether there are label columns.</param>
    /// <param name="packing">The number of images per discriminator input.</param>
    internal void Validate(IGanArchitecture architecture, bool hasLabels, int packing)
    {
        const string Option = "Conditioning", LabelOption = "LabelColumnName", PackingOption = "Training.Packing";
        Check.That(Generator is not { } generator || Enum.IsDefined(generator), Option, $"uses the condition in an unknown way: {Generator}");
        Check.That(Discriminator is not { } discriminator || Enum.IsDefined(discriminator), Option, $"uses the condition in an unknown way: {Discriminator}");
        Check.NotNegative(ClassifierWeight, $"{Option}.{nameof(ClassifierWeight)}");
        Check.That(
            (Generator is null && Discriminator is null or DiscriminatorConditioning.None) || hasLabels,
            Option,
            $"says how the networks use a condition, but there is none: name a label column ({LabelOption})");
        Check.That(
            ClassifierWeight == 0 || hasLabels, Option, $"has an auxiliary classifier, which needs a label column ({LabelOption})");
        Check.That(CategoricalCodes is not null, $"{Option}.{nameof(CategoricalCodes)}", "must not be null");
        if (LatentCodes is { } codes)
        {
            codes.Validate(architecture.LatentSize, $"{Option}.{nameof(Codes)}");
            Check.Positive(CodeWeight, $"{Option}.{nameof(CodeWeight)}");
            Check.That(
                !MixesStyles(architecture),
                Option,
                $"has codes in the latent, which style mixing of two latents would mix: {nameof(StyleGan2Architecture)}.{nameof(StyleGan2Architecture.StyleMixing)} must be 0");
        }

        Check.That(
            packing == 1 || (ClassifierWeight == 0 && LatentCodes is null),
            Option,
            $"predicts values of each image, so {PackingOption} must be 1, but is {packing}");
    }

    private static bool MixesStyles(IGanArchitecture architecture) => architecture switch
    {
        StyleGan2Architecture styles => styles.StyleMixing > 0,
        PatchGanArchitecture patches => MixesStyles(patches.Inner),
        _ => false,
    };

    /// <summary>The auxiliary task of the discriminator; null for none.</summary>
    /// <param name="conditions">The parts of the condition.</param>
    internal AuxiliaryTask? Task(IEnumerable<AuxiliaryTarget> conditions) => ClassifierWeight == 0 && LatentCodes is null
        ? null
        : new AuxiliaryTask(ClassifierWeight == 0 ? [] : [.. conditions], ClassifierWeight, LatentCodes, CodeWeight);
}
