namespace Microsoft.ML.Gan.Augmentation;

/// <summary>See <see cref="GanAugmentation.Fixed"/>.</summary>
internal sealed record FixedAugmentation(double Probability) : GanAugmentation
{
    public override string Name => "fixed";

    internal override IDeviceAugmentation Start() => new AugmentationPipeline { Probability = Probability };

    internal override void Validate() => Check.Within(Probability, 0, 1, Option(nameof(Probability)));
}
