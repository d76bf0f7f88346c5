namespace Microsoft.ML.Gan;

/// <summary>The metrics that come with the library. One of your own is a class that implements <see cref="IGanMetric"/>.</summary>
public static class GanMetric
{
    /// <summary>Fréchet Inception distance (Heusel et al., 2017), as pytorch-fid computes it. Lower is better.</summary>
    public static IGanMetric Fid() => new FidMetric();

    /// <summary>Kernel Inception distance (Bińkowski et al., 2018) with a cubic kernel, as torch-fidelity computes it. Lower is better.</summary>
    /// <param name="subsets">The number of random subsets that are compared.</param>
    /// <param name="subsetSize">Images in a subset; fewer if there are fewer images.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 subset or 2 images.</exception>
    public static IGanMetric Kid(int subsets = KernelDistance.DefaultSubsets, int subsetSize = KernelDistance.DefaultSubsetSize)
    {
        Check.That(subsets >= 1, nameof(subsets), $"must be at least 1, but is {subsets}");
        Check.That(subsetSize >= 2, nameof(subsetSize), $"must be at least 2, but is {subsetSize}");
        return new KidMetric(subsets, subsetSize);
    }

    /// <summary>
    /// Inception score (Salimans et al., 2016), as torch-fidelity computes it, of generated and of real images. Higher is better.
    /// </summary>
    /// <param name="splits">The number of parts that the images are split into.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 split.</exception>
    public static IGanMetric InceptionScore(int splits = Gan.Metrics.InceptionScore.DefaultSplits)
    {
        Check.That(splits >= 1, nameof(splits), $"must be at least 1, but is {splits}");
        return new InceptionScoreMetric(splits);
    }

    /// <summary>
    /// Improved precision and recall (Kynkäänniemi et al., 2019). Higher is better; the score of a checkpoint is their harmonic mean.
    /// </summary>
    /// <param name="neighbors">k: the radius around an image is the distance to its k-th nearest neighbour.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 neighbour.</exception>
    public static IGanMetric PrecisionRecall(int neighbors = Gan.Metrics.PrecisionRecall.DefaultNeighbors)
    {
        Check.That(neighbors >= 1, nameof(neighbors), $"must be at least 1, but is {neighbors}");
        return new PrecisionRecallMetric(neighbors);
    }

    /// <summary>Density and coverage (Naeem et al., 2020). Higher is better; the score of a checkpoint is the coverage.</summary>
    /// <param name="neighbors">k: the radius around an image is the distance to its k-th nearest neighbour.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 neighbour.</exception>
    public static IGanMetric DensityCoverage(int neighbors = Gan.Metrics.DensityCoverage.DefaultNeighbors)
    {
        Check.That(neighbors >= 1, nameof(neighbors), $"must be at least 1, but is {neighbors}");
        return new DensityCoverageMetric(neighbors);
    }

    /// <summary>
    /// MS-SSIM of random pairs (Wang et al., 2003; Odena et al., 2017), of generated and of real images: the lower, the more varied.
    /// </summary>
    public static IGanMetric Similarity() => new SimilarityMetric();

    /// <summary>
    /// Tests whether generated images are copies of training images. It compares their distances to the nearest training images with
    /// those of held-out real images, by pixels (Meehan et al., 2020).
    /// </summary>
    public static IGanMetric CopyCheck() => new CopyCheckMetric();

    /// <summary>
    /// The two tests with the model's own discriminator: how often it takes generated images for real, and how well it tells
    /// held-out real images from generated ones.
    /// </summary>
    public static IGanMetric Discriminator() => new DiscriminatorMetric();

    /// <summary>
    /// The two tests with classifiers (Shmelkov et al., 2018: GAN-test and GAN-train): how often a classifier trained on real images
    /// gives generated images the class that was asked for, and the accuracy on real images of a classifier trained on generated ones.
    /// </summary>
    /// <param name="options">How the classifiers are trained; null for the defaults.</param>
    public static IGanMetric Classifier(ClassifierOptions? options = null)
    {
        options?.Validate();
        return new ClassifierMetric(options ?? new());
    }
}
