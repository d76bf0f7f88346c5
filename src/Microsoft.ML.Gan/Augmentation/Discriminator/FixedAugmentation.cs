namespace Microsoft.ML.Gan.Augmentation;

/// <summary>See <see cref="DiscriminatorAugmentation.Fixed"/>.</summary>
internal sealed record FixedAugmentation(double Probability) : DiscriminatorAugmentation
{
    public override string Name => "fixed";

    internal override IDiscriminatorAugmentation Start() => new AugmentationPipeline { Probability = Probability };

    internal override void Validate() => Check.Within(Probability, 0, 1, Option(nameof(Probability)));
}
