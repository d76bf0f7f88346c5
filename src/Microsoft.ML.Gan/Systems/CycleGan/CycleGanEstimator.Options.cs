namespace Microsoft.ML.Gan.Systems.CycleGan;

internal sealed partial class CycleGanEstimator
{
    /// <summary>Options of <see cref="CycleGanEstimator"/>. The defaults are the paper's.</summary>
    public sealed class Options
    {
        /// <summary>The column of images of domain A, and the column of their translations that the transformer adds.</summary>
        public ImageToImageColumns Columns { get; set; } = new() { Input = "Image", Output = "Translated" };

        /// <summary>The images of domain B, not paired with those of domain A.</summary>
        public IDataView? OtherDomain { get; set; }

        /// <summary>The column of <see cref="OtherDomain"/> with the images; null for the name of domain A's column.</summary>
        public string? OtherImageColumnName { get; set; }

        public CycleGanNetworks Networks { get; set; } = new();

        /// <summary>The optimizer of both generators.</summary>
        public GanOptimizer GeneratorOptimizer { get; set; } = GanOptimizer.Adam(0.0002, 0.5, 0.999);

        /// <summary>The optimizer of both discriminators.</summary>
        public GanOptimizer DiscriminatorOptimizer { get; set; } = GanOptimizer.Adam(0.0002, 0.5, 0.999);

        /// <summary>λ: the weight of the cycle consistency.</summary>
        public double CycleWeight { get; set; } = 10;

        /// <summary>The weight of the identity loss as a share of <see cref="CycleWeight"/>; 0 for none.</summary>
        public double IdentityWeight { get; set; } = 0.5;

        /// <summary>The size of each domain's pool of generated images for the discriminators.</summary>
        public int PoolSize { get; set; } = 50;

        /// <summary>Images of each domain in a step.</summary>
        public int BatchSize { get; set; } = 1;

        /// <summary>The length of the training: thousands of images of each domain.</summary>
        public double Kimg { get; set; } = 200;

        /// <summary>The memory for the images of each domain in bytes. Larger data are read again in each epoch.</summary>
        public long CacheBytes { get; set; } = RowBatches.DefaultMemoryBudget;

        /// <summary>Seed, device, progress, cancellation and checkpoints.</summary>
        public TrainingSessionOptions Session { get; set; } = new();

        internal string OtherColumn => OtherImageColumnName ?? Columns.Input;

        internal long Steps => Math.Max(1, (long)Math.Ceiling(Kimg * 1000 / BatchSize));

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
            Check.That(OtherDomain is not null, nameof(OtherDomain), "must be the view of the other domain's images");
            Check.That(OtherImageColumnName is null || OtherImageColumnName.Trim() != "", nameof(OtherImageColumnName), "must name a column or be null");
            Networks.Validate();
            GeneratorOptimizer.Validate(nameof(GeneratorOptimizer));
            DiscriminatorOptimizer.Validate(nameof(DiscriminatorOptimizer));
            Check.NotNegative(CycleWeight);
            Check.NotNegative(IdentityWeight);
            Check.NotNegative(PoolSize);
            Check.Positive(BatchSize);
            Check.Positive(Kimg);
            Check.Positive(CacheBytes);
            Session.Validate();
        }
    }
}
