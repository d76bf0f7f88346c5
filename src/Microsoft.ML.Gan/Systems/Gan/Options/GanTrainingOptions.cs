namespace Microsoft.ML.Gan;

/// <summary>The length of a training, its batches and its initial weights. A group of <see cref="GanEstimator.Options"/>.</summary>
public sealed class GanTrainingOptions
{
    /// <summary>The training length: thousands of real images shown to the discriminator.</summary>
    /// <value>Default: 1,000.</value>
    public double Kimg { get; set; } = 1000;

    /// <summary>Images per batch.</summary>
    /// <value>Default: 64.</value>
    public int BatchSize { get; set; } = 64;

    /// <summary>
    /// The largest number of images that the networks process at once. A larger batch is split into micro-batches whose gradients are added (gradient
    /// accumulation). The step is the same with less memory, except that layers that use the whole batch, such as batch normalization, see
    /// micro-batches. Null to process the batch as a whole.
    /// </summary>
    /// <value>Default: null.</value>
    public int? MicroBatchSize { get; set; }

    /// <summary>
    /// Whether training shows every class of the (first) key column equally often, whatever its number of images. The images must fit into <see
    /// cref="GanInputOptions.CacheBytes"/>.
    /// </summary>
    /// <value>Default: false.</value>
    public bool BalanceClasses { get; set; }

    /// <summary>
    /// The number of images that the discriminator gets at once (PacGAN; Lin et al., 2018), so that it can detect mode collapse. The channels of a
    /// pack's images are concatenated, and so are their conditions. <see cref="BatchSize"/> counts images; to keep the number of packs per step, as
    /// in the paper, multiply it too.
    /// </summary>
    /// <value>Default: 1; the paper uses 2 to 4.</value>
    public int Packing { get; set; } = 1;

    /// <summary>
    /// A model whose weights initialize both networks (warm start, transfer learning). It must have the same architecture and similar options;
    /// weights of another shape are initialized as usual. Classes are matched by name if the data have all of the model's classes; the new model then
    /// has them in the same order, followed by new ones. Otherwise they are matched by position, with a warning. Weights that depend on the number of
    /// classes are copied for the common classes. The log lists weights that were not or only partly copied. The model is neither changed nor
    /// disposed. Null for random initial weights.
    /// </summary>
    /// <value>Default: null.</value>
    public GanTransformer? InitialModel { get; set; }

    /// <summary>
    /// The number of the discriminator's lowest layers (nearest the image) that keep their initial weights (FreezeD; Mo, Cho and Shin, 2020). Useful
    /// with <see cref="InitialModel"/> and few images. A layer is a convolution or linear layer with its bias and normalization; running statistics
    /// of batch normalization are still updated.
    /// </summary>
    /// <value>Default: 0.</value>
    public int FreezeDiscriminatorLayers { get; set; }

    /// <summary>
    /// The maximum number of rollbacks: a training whose losses, gradients or weights are not finite returns to its last good state and continues at
    /// half the learning rate. After that, or at once if it is 0, Fit throws <see cref="GanDivergedException"/>.
    /// </summary>
    /// <value>Default: 3.</value>
    public int MaxRollbacks { get; set; } = 3;

    internal GanTrainingOptions Copy() => (GanTrainingOptions)MemberwiseClone();

    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
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
