using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>See <see cref="DiscriminatorAugmentation.Adaptive"/>.</summary>
internal sealed record AdaptiveAugmentation(double Target, int Every, double Kimg) : DiscriminatorAugmentation
{
    public override string Name => "adaptive";

    internal override IDiscriminatorAugmentation Start() => new Started(new AdaptiveProbability(Target, Every, Kimg));

    internal override void Validate()
    {
        Check.That(Target is > -1 and < 1, Option(nameof(Target)), $"must lie between -1 and 1, but is {Target}");
        Check.Positive(Every, Option(nameof(Every)));
        Check.Positive(Kimg, Option(nameof(Kimg)));
    }

    /// <summary>The pipeline under the control of what the discriminator says.</summary>
    private sealed class Started(AdaptiveProbability probability) : IDiscriminatorAugmentation
    {
        private readonly AugmentationPipeline _pipeline = new();

        public double? Probability => probability.Value;

        public Tensor Apply(Tensor images, Generator random)
        {
            _pipeline.Probability = probability.Value;
            return _pipeline.Apply(images, random);
        }

        public void BeginBatch(long turn) => probability.BeginBatch(turn);

        public void Observe(Tensor logits, int images) => probability.Observe(logits, images);

        public void Capture(TrainingState state, string prefix) => ((IStateful)probability).Capture(state, prefix);

        public void Restore(TrainingState state, string prefix) => ((IStateful)probability).Restore(state, prefix);

        public void Dispose()
        {
            _pipeline.Dispose();
            probability.Dispose();
        }
    }
}
