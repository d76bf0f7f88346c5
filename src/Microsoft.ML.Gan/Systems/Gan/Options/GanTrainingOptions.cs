namespace Microsoft.ML.Gan;

/// <summary>How long a training runs, and on what batches. A group of <see cref="GanEstimator.Options"/>.</summary>
public sealed class GanTrainingOptions
{
    /// <summary>How long to train: thousands of real images shown to the discriminator.</summary>
    /// <value>Default: 1,000.</value>
    public double Kimg { get; set; } = 1000;

    /// <summary>Images in a batch.</summary>
    /// <value>Default: 64.</value>
    public int BatchSize { get; set; } = 64;

    /// <summary>
    /// The most images that the networks take at once. The gradients of a larger batch's micro-batches are added up (gradient
    /// accumulation): the same step in less memory, but what looks at a batch as a whole, as batch normalization does, sees the
    /// micro-batches. Null to take the batch whole.
    /// </summary>
    /// <value>Default: null.</value>
    public int? MicroBatchSize { get; set; }

    /// <summary>
    /// Whether training shows every class of the (first) key column equally often, however many images it has: in each round
    /// every class once. The images must fit into <see cref="GanInputOptions.CacheBytes"/>.
    /// </summary>
    /// <value>Default: false.</value>
    public bool BalanceClasses { get; set; }

    /// <summary>
    /// Images that the discriminator sees together (PacGAN; Lin et al., 2018): it then notices when they are too much alike. The
    /// channels of a pack's images are concatenated, and so are their conditions. <see cref="BatchSize"/> counts images; for as many
    /// packs a step as there were images, as in the paper, multiply it too.
    /// </summary>
    /// <value>Default: 1; the paper's are 2 to 4.</value>
    public int Packing { get; set; } = 1;

    /// <summary>
    /// A model whose weights both networks begin with (transfer learning); of the same architecture and options, or nearly so:
    /// weights that have another shape here begin anew. Classes are matched by their names if the data have all of the model's
    /// (the new model then has them in its order, and further ones behind them), else by their place, with a warning: the first
    /// ones begin as the model's, and weights that take or give a condition are copied but for what is of other classes. The log
    /// names both kinds. Not changed and not disposed. Null to begin anew.
    /// </summary>
    /// <value>Default: null.</value>
    public GanTransformer? InitialModel { get; set; }

    /// <summary>
    /// How many of the discriminator's lowest layers, from the image on, keep the weights that they begin with (FreezeD; Mo,
    /// Cho and Shin, 2020): of use with <see cref="InitialModel"/> and few images. A layer is a convolution or a linear map
    /// with its bias and normalization; running statistics of batch normalizations still follow the images.
    /// </summary>
    /// <value>Default: 0.</value>
    public int FreezeDiscriminatorLayers { get; set; }

    /// <summary>
    /// How often a training whose losses, gradients or weights are no longer finite goes back to its last good state, each time at
    /// half the learning rate. Beyond that, and at once if it is 0, Fit throws <see cref="GanDivergedException"/>.
    /// </summary>
    /// <value>Default: 3.</value>
    public int MaxRollbacks { get; set; } = 3;

    internal GanTrainingOptions Copy() => (GanTrainingOptions)MemberwiseClone();

    /// <exception cref="ArgumentOutOfRangeException">An option has no meaning; the message names it.</exception>
    internal void Validate(string group)
    {
        Check.Positive(Kimg, $"{group}.{nameof(Kimg)}");
        Check.Positive(BatchSize, $"{group}.{nameof(BatchSize)}");
        Check.Positive(MicroBatchSize ?? 1, $"{group}.{nameof(MicroBatchSize)}");
        Check.Positive(Packing, $"{group}.{nameof(Packing)}");
        Check.That(BatchSize % Packing == 0, $"{group}.{nameof(Packing)}", $"must divide {nameof(BatchSize)}, {BatchSize}, but is {Packing}");
        Check.That(
            (MicroBatchSize ?? Packing) % Packing == 0,
            $"{group}.{nameof(MicroBatchSize)}",
            $"must be a multiple of {nameof(Packing)}, {Packing}, but is {MicroBatchSize}");
        Check.NotNegative(FreezeDiscriminatorLayers, $"{group}.{nameof(FreezeDiscriminatorLayers)}");
        Check.NotNegative(MaxRollbacks, $"{group}.{nameof(MaxRollbacks)}");
    }
}
