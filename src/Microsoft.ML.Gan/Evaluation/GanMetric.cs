using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>A measure of generated images, with its numbers: what to compute, here or while training.</summary>
public abstract record GanMetric
{
    private protected GanMetric()
    {
    }

    /// <summary>What it is called in logs: <c>FID</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What must be known of the images.</summary>
    internal abstract MeasurementNeeds Needs { get; }

    /// <summary>The reason why it cannot be computed, before anything is computed; null if it can.</summary>
    internal string? WhyNot(MetricConditions conditions) => conditions.Lacks(Needs) ?? Problem(conditions);

    /// <summary>Fills its numbers in.</summary>
    internal abstract GanMetrics Measure(Measurements measured, GanMetrics metrics);

    /// <summary>How good the generator is by this measure; lower is better.</summary>
    internal abstract double Score(GanMetrics metrics);

    /// <summary>The reason why it cannot be computed of images of this number and size; null if it can.</summary>
    private protected virtual string? Problem(MetricConditions conditions) => null;

    /// <summary>Fréchet Inception distance (Heusel et al., 2017), as pytorch-fid computes it.</summary>
    public static GanMetric Fid() => new FidMetric();

    /// <summary>Kernel Inception distance (Bińkowski et al., 2018) with a cubic kernel, as torch-fidelity computes it.</summary>
    /// <param name="subsets">How many random subsets are compared.</param>
    /// <param name="subsetSize">Images in a subset; fewer where there are not as many images.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 subset or 2 images.</exception>
    public static GanMetric Kid(int subsets = 100, int subsetSize = 1000)
    {
        Check.That(subsets >= 1, nameof(subsets), $"must be at least 1, but is {subsets}");
        Check.That(subsetSize >= 2, nameof(subsetSize), $"must be at least 2, but is {subsetSize}");
        return new KidMetric(subsets, subsetSize);
    }

    /// <summary>Inception score (Salimans et al., 2016), as torch-fidelity computes it, of generated and of real images.</summary>
    /// <param name="splits">Parts that the images are split into.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 split.</exception>
    public static GanMetric InceptionScore(int splits = 10)
    {
        Check.That(splits >= 1, nameof(splits), $"must be at least 1, but is {splits}");
        return new InceptionScoreMetric(splits);
    }

    /// <summary>Improved precision and recall (Kynkäänniemi et al., 2019).</summary>
    /// <param name="neighbors">k: a point reaches as far as its k-th nearest neighbour.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 neighbour.</exception>
    public static GanMetric PrecisionRecall(int neighbors = 3)
    {
        Check.That(neighbors >= 1, nameof(neighbors), $"must be at least 1, but is {neighbors}");
        return new PrecisionRecallMetric(neighbors);
    }

    /// <summary>Density and coverage (Naeem et al., 2020).</summary>
    /// <param name="neighbors">k: a point reaches as far as its k-th nearest neighbour.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 neighbour.</exception>
    public static GanMetric DensityCoverage(int neighbors = 5)
    {
        Check.That(neighbors >= 1, nameof(neighbors), $"must be at least 1, but is {neighbors}");
        return new DensityCoverageMetric(neighbors);
    }

    /// <summary>MS-SSIM of random pairs (Wang et al., 2003; Odena et al., 2017), of generated and of real images: is there variety?</summary>
    public static GanMetric Similarity() => new SimilarityMetric();

    /// <summary>
    /// Are generated images copies? Compares how far they are from their nearest training images with how far held-out real
    /// images are from theirs, by pixels (Meehan et al., 2020).
    /// </summary>
    public static GanMetric CopyCheck() => new CopyMetric();

    /// <summary>
    /// The two tests with the model's own discriminator: how often generated images deceive it, and how well it tells held-out
    /// real images from generated ones.
    /// </summary>
    public static GanMetric Discriminator() => new DiscriminatorMetric();

    /// <summary>
    /// What classifiers say: the rate of the intended class, by a classifier trained on real images, and the accuracy on real
    /// images of one trained on generated images (Shmelkov et al., 2018: GAN-test and GAN-train).
    /// </summary>
    /// <param name="options">How the classifiers are trained; null for the defaults.</param>
    public static GanMetric Classifier(ClassifierOptions? options = null) => new ClassifierMetric(options ?? new());

    private sealed record FidMetric : GanMetric
    {
        public override string Name => "FID";

        internal override MeasurementNeeds Needs => MeasurementNeeds.Statistics;

        private protected override string? Problem(MetricConditions conditions) => conditions.FewerThan(2);

        internal override GanMetrics Measure(Measurements measured, GanMetrics metrics)
        {
            var distance = FrechetDistance.Between(measured.Real.Statistics!, measured.Generated.Statistics!);
            if (!distance.HasFewSamples)
                return metrics with { Fid = distance.Value };
            var (images, dimensions) = (Math.Min(metrics.RealImages, metrics.GeneratedImages), measured.Real.Statistics!.Dimensions);
            var warning = $"FID of {images} images in {dimensions} dimensions: with so few it is far higher than it would be with many. " +
                "Compare it only with FIDs of as many images, or use KID.";
            return metrics with { Fid = distance.Value, Warnings = [.. metrics.Warnings, warning] };
        }

        internal override double Score(GanMetrics metrics) => metrics.Fid;
    }

    private sealed record KidMetric(int Subsets, int SubsetSize) : GanMetric
    {
        public override string Name => "KID";

        internal override MeasurementNeeds Needs => MeasurementNeeds.Features;

        private protected override string? Problem(MetricConditions conditions) => conditions.FewerThan(2);

        internal override GanMetrics Measure(Measurements measured, GanMetrics metrics)
        {
            var distance = KernelDistance.Between(measured.Real.Features!, measured.Generated.Features!, (ulong)measured.Seed, Subsets, SubsetSize);
            return metrics with { Kid = new SubsetEstimate(distance.Mean, distance.Deviation, distance.StandardError) };
        }

        internal override double Score(GanMetrics metrics) => metrics.Kid.Mean;
    }

    private sealed record InceptionScoreMetric(int Splits) : GanMetric
    {
        public override string Name => "IS";

        internal override MeasurementNeeds Needs => MeasurementNeeds.Logits;

        private protected override string? Problem(MetricConditions conditions) => conditions.FewerThan(Splits) is { } problem
            ? $"{problem}: one for each of {Splits} splits. GanMetric.InceptionScore(splits) takes another number"
            : null;

        internal override GanMetrics Measure(Measurements measured, GanMetrics metrics) => metrics with
        {
            InceptionScore = Of(measured.Generated.Logits!),
            RealInceptionScore = Of(measured.Real.Logits!),
        };

        private SubsetEstimate Of(Tensor logits)
        {
            var score = Gan.InceptionScore.OfLogits(logits, Splits);
            return new SubsetEstimate(score.Mean, score.Deviation, score.Deviation / Math.Sqrt(Splits));
        }

        internal override double Score(GanMetrics metrics) => -metrics.InceptionScore.Mean;
    }

    private sealed record PrecisionRecallMetric(int Neighbors) : GanMetric
    {
        public override string Name => "precision and recall";

        internal override MeasurementNeeds Needs => MeasurementNeeds.Features;

        private protected override string? Problem(MetricConditions conditions) => conditions.FewerThan(Neighbors + 1) is { } problem
            ? $"{problem}: each has {Neighbors} nearest neighbours. GanMetric.PrecisionRecall(neighbors) takes another number"
            : null;

        internal override GanMetrics Measure(Measurements measured, GanMetrics metrics)
        {
            var found = measured.Neighborhoods(Neighbors, Gan.DensityCoverage.DefaultNeighbors).PrecisionRecall;
            return metrics with { Precision = found.Precision, Recall = found.Recall };
        }

        // The harmonic mean: neither makes up for the other.
        internal override double Score(GanMetrics metrics) =>
            metrics.Precision + metrics.Recall == 0 ? 0 : -2 * metrics.Precision * metrics.Recall / (metrics.Precision + metrics.Recall);
    }

    private sealed record DensityCoverageMetric(int Neighbors) : GanMetric
    {
        public override string Name => "density and coverage";

        internal override MeasurementNeeds Needs => MeasurementNeeds.Features;

        private protected override string? Problem(MetricConditions conditions) => conditions.FewerThan(Neighbors + 1) is { } problem
            ? $"{problem}: each has {Neighbors} nearest neighbours. GanMetric.DensityCoverage(neighbors) takes another number"
            : null;

        internal override GanMetrics Measure(Measurements measured, GanMetrics metrics)
        {
            var found = measured.Neighborhoods(Gan.PrecisionRecall.DefaultNeighbors, Neighbors).DensityCoverage;
            return metrics with { Density = found.Density, Coverage = found.Coverage };
        }

        internal override double Score(GanMetrics metrics) => -metrics.Coverage;
    }

    private sealed record SimilarityMetric : GanMetric
    {
        public override string Name => "MS-SSIM";

        internal override MeasurementNeeds Needs => MeasurementNeeds.Pairs;

        private protected override string? Problem(MetricConditions conditions)
        {
            if (MultiScaleSimilarity.Scales(conditions.Shape.Height, conditions.Shape.Width) == 0)
            {
                return $"it needs images of at least {MultiScaleSimilarity.SmallestSide}×{MultiScaleSimilarity.SmallestSide} pixels, " +
                    $"but these are {conditions.Shape.Height}×{conditions.Shape.Width}";
            }

            return conditions.HasPairs ? null : "it compares pairs of images of one class, but no class has two in both the real and the generated images";
        }

        internal override GanMetrics Measure(Measurements measured, GanMetrics metrics) => metrics with
        {
            Similarity = measured.Generated.Pairs!.MeanSimilarity(),
            RealSimilarity = measured.Real.Pairs!.MeanSimilarity(),
        };

        internal override double Score(GanMetrics metrics) => metrics.Similarity;
    }

    private sealed record CopyMetric : GanMetric
    {
        public override string Name => "nearest neighbours";

        internal override MeasurementNeeds Needs => MeasurementNeeds.Thumbnails | MeasurementNeeds.Training;

        internal override GanMetrics Measure(Measurements measured, GanMetrics metrics)
        {
            var check = Gan.CopyCheck.Of(measured.Training!.Thumbnails!, measured.Real.Thumbnails!, measured.Generated.Thumbnails!);
            return metrics with { CopyRate = check.CloserThanHeldOut, NearCopies = check.CloserThanClosest };
        }

        internal override double Score(GanMetrics metrics) => metrics.CopyRate;
    }

    private sealed record DiscriminatorMetric : GanMetric
    {
        public override string Name => "discriminator";

        internal override MeasurementNeeds Needs => MeasurementNeeds.Judgements;

        internal override GanMetrics Measure(Measurements measured, GanMetrics metrics)
        {
            var score = DiscriminatorScore.Of(measured.Real.Judgements!, measured.Generated.Judgements!, measured.Boundary);
            return metrics with { DeceptionRate = score.DeceptionRate, DiscriminatorAccuracy = score.Accuracy, DiscriminatorAuc = score.Auc };
        }

        internal override double Score(GanMetrics metrics) => metrics.DiscriminatorAuc;
    }

    private sealed record ClassifierMetric(ClassifierOptions Options) : GanMetric
    {
        public override string Name => "classifier";

        internal override MeasurementNeeds Needs => MeasurementNeeds.Classes;

        internal override GanMetrics Measure(Measurements measured, GanMetrics metrics)
        {
            var score = measured.Classifiers!(Options);
            return metrics with
            {
                IntendedClassRate = score.RealToSynthetic.Accuracy,
                RealClassifierAccuracy = score.Baseline.Accuracy,
                SyntheticClassifierAccuracy = score.SyntheticToReal.Accuracy,
            };
        }

        internal override double Score(GanMetrics metrics) => -metrics.IntendedClassRate;
    }
}

/// <summary>What a measure must know of the images.</summary>
[Flags]
internal enum MeasurementNeeds
{
    None = 0,

    /// <summary>Mean and covariance of the features.</summary>
    Statistics = 1,

    /// <summary>The features themselves.</summary>
    Features = 2,

    /// <summary>Class logits of the extractor.</summary>
    Logits = 4,

    /// <summary>Random pairs of images.</summary>
    Pairs = 8,

    /// <summary>All images, small.</summary>
    Thumbnails = 16,

    /// <summary>The logits of the model's discriminator.</summary>
    Judgements = 32,

    /// <summary>The class of each image.</summary>
    Classes = 64,

    /// <summary>The images that the model was trained on.</summary>
    Training = 128,

    /// <summary>Whatever an extractor gives.</summary>
    Extractor = Statistics | Features | Logits,
}
