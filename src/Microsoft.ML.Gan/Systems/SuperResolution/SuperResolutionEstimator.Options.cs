namespace Microsoft.ML.Gan.Systems.SuperResolution;

internal sealed partial class SuperResolutionEstimator
{
    /// <summary>Options of <see cref="SuperResolutionEstimator"/>. The defaults are those of SRGAN's paper.</summary>
    public sealed class Options
    {
        /// <summary>The column of low-resolution images, and the column of larger images that the transformer adds.</summary>
        public ImageToImageColumns Columns { get; set; } = new() { Input = "LowResolution", Output = "SuperResolution" };

        /// <summary>The column with the same images in high resolution; read in training only.</summary>
        public string HighResolutionColumnName { get; set; } = "HighResolution";

        public SuperResolutionNetworks Networks { get; set; } = new();

        /// <summary>The generator's optimizer in pre-training.</summary>
        public GanOptimizer PretrainingOptimizer { get; set; } = GanOptimizer.Adam(0.0001, 0.9, 0.999);

        /// <summary>The generator's optimizer in adversarial training.</summary>
        public GanOptimizer GeneratorOptimizer { get; set; } = GanOptimizer.Adam(0.0001, 0.9, 0.999);

        public GanOptimizer DiscriminatorOptimizer { get; set; } = GanOptimizer.Adam(0.0001, 0.9, 0.999);

        /// <summary>The weight of the adversarial loss relative to the pixel loss.</summary>
        public double AdversarialWeight { get; set; } = 1e-3;

        /// <summary>Images per step.</summary>
        public int BatchSize { get; set; } = 16;

        /// <summary>The length of the pre-training of the generator on the pixel loss, in thousands of images; 0 for none.</summary>
        public double PretrainingKimg { get; set; } = 16_000;

        /// <summary>The length of the adversarial training, in thousands of images.</summary>
        public double AdversarialKimg { get; set; } = 3_200;

        /// <summary>The memory for the images in bytes. Larger data are read again in each epoch.</summary>
        public long CacheBytes { get; set; } = RowBatches.DefaultMemoryBudget;

        /// <summary>Seed, device, progress, cancellation and checkpoints.</summary>
        public TrainingSessionOptions Session { get; set; } = new();

        internal long PretrainingSteps => (long)Math.Ceiling(PretrainingKimg * 1000 / BatchSize);

        internal long AdversarialSteps => Math.Max(1, (long)Math.Ceiling(AdversarialKimg * 1000 / BatchSize));

        internal Options Copy()
        {
            var copy = (Options)MemberwiseClone();
            copy.Session = Session with { Checkpoints = Session.Checkpoints.Copy() };
            return copy;
        }

        /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
        internal void Validate()
        {
            Columns.Validate();
            Check.That(!string.IsNullOrWhiteSpace(HighResolutionColumnName), nameof(HighResolutionColumnName), "must name a column");
            Networks.Validate();
            PretrainingOptimizer.Validate(nameof(PretrainingOptimizer));
            GeneratorOptimizer.Validate(nameof(GeneratorOptimizer));
            DiscriminatorOptimizer.Validate(nameof(DiscriminatorOptimizer));
            Check.NotNegative(AdversarialWeight);
            Check.Positive(BatchSize);
            Check.NotNegative(PretrainingKimg);
            Check.Positive(AdversarialKimg);
            Check.Positive(CacheBytes);
            Session.Validate();
        }
    }
}
