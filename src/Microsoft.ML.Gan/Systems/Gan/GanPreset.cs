namespace Microsoft.ML.Gan;

/// <summary>
/// A named published configuration: an architecture with its loss, optimizers and sizes, for images of one size. A preset only creates options, which
/// can be changed before use.
/// </summary>
/// <remarks>
/// If a paper does not average weights, the preset uses this library's default EMA. The batch size can be reduced to fit a device (or split, see <see
/// cref="GanTrainingOptions.MicroBatchSize"/>). Memory is that of the whole process and time that of two CPU cores, with the published batch size
/// unless stated otherwise.
/// </remarks>
public sealed class GanPreset
{
    private readonly Func<(int Batch, double Kimg), GanEstimator.Options> _create;

    private GanPreset(string name, ImageShape image, int batchSize, double kimg, Func<(int Batch, double Kimg), GanEstimator.Options> create) =>
        (Name, Image, BatchSize, Kimg, _create) = (name, image, batchSize, kimg, create);

    /// <summary>
    /// A small DCGAN for gray images of 28×28 pixels (MNIST and the like): recognizable images after some minutes without a GPU.
    /// </summary>
    /// <remarks>0.3 million weights in the generator, less than 0.1 in the discriminator; 0.3 GB; a step of 64 images in 0.15 s.</remarks>
    public static GanPreset Quick28 { get; } = new("quick28", new ImageShape(1, 28, 28), 64, 300, _ => new()
    {
        Architecture = GanArchitecture.Dcgan(generatorWidth: 32, discriminatorWidth: 32),
    });

    /// <summary>DCGAN (Radford, Metz and Chintala, 2016) for images of 64×64 pixels, in the widths of PyTorch's example.</summary>
    /// <remarks>3.6 million weights in the generator, 2.8 in the discriminator; 1.1 GB; a step of 128 images in 3 s.</remarks>
    public static GanPreset Dcgan64 { get; } = new("dcgan64", new ImageShape(3, 64, 64), 128, 1000, _ => new()
    {
        Architecture = GanArchitecture.Dcgan(),
    });

    /// <summary>
    /// Wasserstein GAN with gradient penalty (Gulrajani et al., 2017) for images of 32×32 pixels: the convolutional networks of the authors'
    /// <c>gan_cifar.py</c> in their widths, but with DCGAN's 4×4 kernels instead of 5×5, its weight initialization, no biases, and layer
    /// normalization in the discriminator (the authors' has none).
    /// </summary>
    /// <remarks>
    /// 3.7 million weights in the generator, 2.6 in the discriminator; 0.7 GB; a step of 5 times 64 images in 3.5 s. For a GPU.
    /// </remarks>
    public static GanPreset WganGp32 { get; } = new("wgangp32", new ImageShape(3, 32, 32), 64, 64_000, _ =>
    {
        var optimizer = GanOptimizer.Adam(0.0001, 0.5, 0.9);
        return new()
        {
            Architecture = GanArchitecture.Dcgan(128, 128) with { LatentSize = 128 },
            Loss = GanLoss.WassersteinGradientPenalty(),
            Optimization = { Generator = optimizer, Discriminator = optimizer },
        };
    });

    /// <summary>
    /// Residual networks with spectral normalization (Miyato et al., 2018) for images of 32×32 pixels, as for CIFAR-10: hinge
    /// loss, five discriminator steps, a learning rate that falls to 0.
    /// </summary>
    /// <remarks>
    /// The generator's batch size is the discriminator's; the authors' is twice as large.
    /// 4.3 million weights in the generator, 1.1 in the discriminator; 1.4 GB; a step of 5 times 64 images in 19 s. For a
    /// GPU.
    /// </remarks>
    public static GanPreset SnGan32 { get; } = new("sngan32", new ImageShape(3, 32, 32), 64, 16_000, _ => new() // 50,000 steps
    {
        Architecture = GanArchitecture.Sngan(),
    });

    /// <summary>Self-attention GAN (Zhang et al., 2019), for images of 64×64 pixels: hinge loss, two time scales.</summary>
    /// <remarks>
    /// 12.2 million weights in the generator, 19.5 in the discriminator; 10 GB; a step of 256 images in 90 s. For a GPU.
    /// </remarks>
    public static GanPreset Sagan64 { get; } = new("sagan64", new ImageShape(3, 64, 64), 256, 256_000, _ => new()
    {
        Architecture = GanArchitecture.Sagan(),
    });

    /// <summary>
    /// BigGAN (Brock, Donahue and Simonyan, 2019) for images of 32×32 pixels with classes, as the authors' PyTorch code trains CIFAR-10: hinge loss,
    /// four discriminator steps, no attention, no shared embedding, no hierarchical latent, weights averaged over about 1,400 kimg.
    /// </summary>
    /// <remarks>
    /// The EMA begins at once with a ramp-up; the authors' begins after 1,000 steps.
    /// 4.3 million weights in the generator, 4.2 in the discriminator; 1.6 GB; a step of 4 times 50 images in 20 s. For a GPU.
    /// </remarks>
    public static GanPreset BigGan32 { get; } = new("biggan32", new ImageShape(3, 32, 32), 50, 25_000, size =>
    {
        const int Steps = 4;
        var optimizer = GanOptimizer.Adam(0.0002, 0, 0.999);
        return new()
        {
            Architecture = GanArchitecture.BigGan(attentionSide: 0) with
            {
                LatentSize = 128,
                HierarchicalLatent = false,
                EmbeddingSize = 0,
                NormalStart = true,
            },
            Optimization = { DiscriminatorSteps = Steps, Generator = optimizer, Discriminator = optimizer, Ema = GanEma.OfDecay(0.9999, size.Batch * Steps) },
        };
    });

    /// <summary>
    /// Progressive GAN (Karras et al., 2018) up to 128×128 pixels: Wasserstein loss with gradient penalty and drift, one
    /// discriminator step.
    /// </summary>
    /// <remarks>
    /// The batch size is constant; the authors' is larger for small images. Each resolution is faded in for 600 kimg and trained for 600 kimg, a
    /// twentieth of the training each; a shorter training grows faster. 22.9 million weights in each network; 3.7 GB in batches of 2; at full size, a
    /// step of 2 images in 40 s. For a GPU.
    /// </remarks>
    public static GanPreset Progressive128 { get; } = new("progressive128", new ImageShape(3, 128, 128), 16, 12_000, size => new()
    {
        Architecture = GanArchitecture.Progressive(Math.Max(1, (long)(size.Kimg * 1000 / 20))),
    });

    /// <summary>
    /// StyleGAN2 for images of 128×128 pixels in the automatic configuration of stylegan2-ada (Karras et al., 2020): lazy R1 and path length
    /// regularization, γ and EMA derived from image and batch size, adaptive augmentation.
    /// </summary>
    /// <remarks>
    /// 22.9 million weights in the generator, 23.9 in the discriminator; 6 GB in batches of 8; a step of 8 images with both
    /// regularizers in 64 s.
    /// For a GPU. With a hundred thousand images or more, the augmentation probability stays near 0.
    /// </remarks>
    public static GanPreset StyleGan2Ada128 { get; } = new("stylegan2ada128", new ImageShape(3, 128, 128), 32, 25_000, _ => new()
    {
        Architecture = GanArchitecture.StyleGan2(128),
        Augmentation = DiscriminatorAugmentation.Adaptive(target: 0.6, every: 4, kimg: 500),
    });

    /// <summary>
    /// FastGAN (Liu et al., 2021) for few images of 256×256 pixels (about a hundred are enough): hinge loss, a discriminator with self-supervised
    /// reconstruction, DiffAugment with colour and translation.
    /// </summary>
    /// <remarks>
    /// 29.1 million weights in the generator, 11.5 in the discriminator; 4.7 GB; a step of 8 images in 13 s. For a GPU.
    /// </remarks>
    public static GanPreset FastGan256 { get; } = new("fastgan256", new ImageShape(3, 256, 256), 8, 400, _ => new()
    {
        Architecture = GanArchitecture.FastGan(),
        Augmentation = DiscriminatorAugmentation.DiffAugment(DiffAugmentPolicy.Color | DiffAugmentPolicy.Translation),
    });

    /// <summary>
    /// A small FastGAN for few images of 32×32 pixels in colour, hundreds to a few thousand, without a GPU: a fifth of the usual width,
    /// adaptive augmentation, a learning rate that falls in the second half.
    /// </summary>
    /// <remarks>
    /// samples/Emoji trains these networks on 1,335 images. 2.2 million weights in the generator, 0.3 in the discriminator; 0.5 GB; a step of
    /// 16 images in 0.5 s.
    /// </remarks>
    public static GanPreset Quick32 { get; } = new("quick32", new ImageShape(3, 32, 32), 16, 400, size => SmallFastGan(12, size));

    /// <summary>The same as <see cref="Quick32"/> for images of 64×64 pixels.</summary>
    /// <remarks>2.3 million weights in the generator, 0.4 in the discriminator; 0.7 GB; a step of 16 images in 1 s.</remarks>
    public static GanPreset Quick64 { get; } = new("quick64", new ImageShape(3, 64, 64), 16, 200, size => SmallFastGan(12, size));

    /// <summary>All presets.</summary>
    public static IReadOnlyList<GanPreset> All { get; } =
        [Quick28, Quick32, Quick64, Dcgan64, WganGp32, SnGan32, Sagan64, BigGan32, Progressive128, StyleGan2Ada128, FastGan256];

    /// <summary>The preset's name, in lower case.</summary>
    public string Name { get; }

    /// <summary>The image shape; gray and colour images both work.</summary>
    public ImageShape Image { get; }

    /// <summary>The published batch size.</summary>
    public int BatchSize { get; }

    /// <summary>The published training length, in thousands of real images shown to the discriminator.</summary>
    public double Kimg { get; }

    /// <summary>Creates options with these settings; columns and all other options have their defaults.</summary>
    /// <param name="batchSize">Images per batch; null for the published number. Settings that depend on it are adapted.</param>
    /// <param name="kimg">The training length in kimg; null for the published length. Learning rate decay and growth are adapted to it, so
    /// checkpoints of another length belong to another training.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size or the length is not positive.</exception>
    public GanEstimator.Options CreateOptions(int? batchSize = null, double? kimg = null)
    {
        var batch = Check.Positive(batchSize ?? BatchSize, nameof(GanTrainingOptions.BatchSize));
        var length = Check.Positive(kimg ?? Kimg, nameof(GanTrainingOptions.Kimg));
        var options = _create((batch, length));
        options.Training.BatchSize = batch;
        options.Training.Kimg = length;
        return options;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static GanEstimator.Options SmallFastGan(int width, (int Batch, double Kimg) size)
    {
        var optimizer = GanOptimizer.Adam(0.0004) with { Schedule = GanSchedule.LinearDecay(size.Kimg / 2, size.Kimg) };
        return new()
        {
            Architecture = GanArchitecture.FastGan(width) with { ReconstructionWeight = size.Batch }, // the authors add up the errors of a batch's images
            Optimization = { Generator = optimizer, Discriminator = optimizer },
            Augmentation = DiscriminatorAugmentation.Adaptive(kimg: 100), // a fifth of the usual: the training is short
        };
    }
}
