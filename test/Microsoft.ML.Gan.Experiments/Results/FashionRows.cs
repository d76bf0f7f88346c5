using DatasetAugmentationSample;
using Microsoft.ML;
using Microsoft.ML.Gan;
using Microsoft.ML.Gan.Experiments;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>
/// Each architecture with its usual loss on Fashion-MNIST, class by class, in a width that two CPU cores train in minutes: FID
/// and what else the library's own classifier says of 10,000 generated pictures.
/// </summary>
internal static class FashionRows
{
    private const int Plain = PictureRow.Side;
    private const int Padded = PaddedRow.Side; // for architectures that want a power of two

    public static IReadOnlyList<Column> Columns { get; } =
    [
        new("fid", "FID ↓", "F2"),
        new("classRate", "intended class ↑", "P1"),
        new("precision", "precision ↑", "F3"),
        new("recall", "recall ↑", "F3"),
        new("syntheticClassifier", "synthetic → real ↑", "P1"),
    ];

    public static Experiment Experiment { get; } = new(
        "fashion",
        Columns,
        [
            Fashion("fashion-dcgan", "DCGAN, width 32, projection; non-saturating", Plain, 160, options => options.Architecture = GanArchitecture.Dcgan(32, 32)),
            Fashion("fashion-sngan", "SNGAN, width 4 and 8; hinge, Adam 4·10⁻⁴ (0, 0.9), 1 discriminator step, batches of 32", Plain, 240, options =>
            {
                options.Architecture = GanArchitecture.Sngan(4, 8);
                options.Loss = GanLoss.Hinge();
                options.Optimization.Generator = options.Optimization.Discriminator = GanOptimizer.Adam(4e-4, 0, 0.9);
                options.Optimization.DiscriminatorSteps = 1;
                options.Training.BatchSize = 32;
            }),
            Fashion("fashion-sagan", "SAGAN, width 4 and 8, attention at 14×14; hinge, two time scales, batches of 32", Plain, 200, options =>
            {
                options.Architecture = GanArchitecture.Sagan(4, 8, attentionSide: 14);
                options.Loss = GanLoss.Hinge();
                (options.Optimization.Generator, options.Optimization.Discriminator) = GanOptimizer.TwoTimeScales();
                options.Training.BatchSize = 32;
            }),
            Fashion("fashion-biggan", "BigGAN, width 6, attention at 14×14; hinge, orthogonal regularization, Adam 4·10⁻⁴ (0, 0.999), 1 discriminator step, batches of 32", Plain, 160, options =>
            {
                options.Architecture = GanArchitecture.BigGan(6, 6, attentionSide: 14);
                options.Loss = GanLoss.Hinge();
                options.Regularizers.Add(GanRegularizer.Orthogonal());
                options.Optimization.Generator = options.Optimization.Discriminator = GanOptimizer.Adam(4e-4, 0, 0.999);
                (options.Optimization.DiscriminatorSteps, options.Optimization.Ema) = (1, new());
                options.Training.BatchSize = 32;
            }),
            Fashion("fashion-stylegan2", "StyleGAN2, 16 to 64 channels; non-saturating, R1 every 16, path length every 4, Adam 2.5·10⁻³ (0, 0.99)", Padded, 128, options =>
            {
                const int Batch = 32;
                options.Architecture = GanArchitecture.StyleGan2(Padded) with { LatentSize = 64, StyleSize = 64, ChannelBase = 512, ChannelMax = 64 };
                options.Regularizers.Add(GanRegularizer.R1(0.0002 * Padded * Padded / Batch, interval: 16));
                options.Regularizers.Add(GanRegularizer.PathLength());
                options.Optimization.Generator = options.Optimization.Discriminator = GanOptimizer.Adam(2.5e-3, 0, 0.99);
                options.Training.BatchSize = Batch;
            }),
            Fashion("fashion-progressive", "Progressive GAN, 16 to 64 channels, growing; Wasserstein, gradient penalty, drift, Adam 10⁻³ (0, 0.99)", Padded, 128, options =>
            {
                const double Phases = 7; // 4×4, and for each of 8, 16 and 32 a fade and a while
                options.Architecture = GanArchitecture.Progressive((long)(1000 * options.Training.Kimg / Phases)) with { LatentSize = 64, ChannelBase = 512, ChannelMax = 64 };
                options.Loss = GanLoss.WassersteinGradientPenalty();
                options.Regularizers.Add(GanRegularizer.Drift());
                options.Optimization.DiscriminatorSteps = 1;
                options.Optimization.Generator = options.Optimization.Discriminator = GanOptimizer.Adam(1e-3, 0, 0.99);
                options.Optimization.Ema = new();
                options.Training.BatchSize = 32;
            }),
            Fashion("fashion-fastgan", "FastGAN, width 8; hinge, Adam 2·10⁻⁴, batches of 16", Padded, 48, options =>
            {
                options.Architecture = GanArchitecture.FastGan(8);
                options.Loss = GanLoss.Hinge();
                options.Optimization.Ema = new();
                options.Training.BatchSize = 16;
            }),
            Fashion("fashion-patchgan", "DCGAN's generator, width 32, against PatchGAN, 1 layer of width 32; least squares", Plain, 160, options =>
            {
                options.Architecture = GanArchitecture.PatchGan(GanArchitecture.Dcgan(generatorWidth: 32), layers: 1, width: 32);
                options.Loss = GanLoss.LeastSquares();
            }),
            Fashion("fashion-modules", "a pair of modules that enlarge by repeating pixels; non-saturating, R1 γ 1", Plain, 160, options =>
            {
                options.Architecture = OwnModules.Architecture;
                options.Regularizers.Add(GanRegularizer.R1(1));
            }),
            Conditioned("fashion-acgan", "DCGAN, width 32, auxiliary classifier (AC-GAN); non-saturating", GanConditioning.AuxiliaryClassifier()),
            Conditioned("fashion-concatenation", "DCGAN, width 32, class concatenated in both networks; non-saturating", GanConditioning.Concatenation()),
            Conditioned("fashion-batch-norm", "DCGAN, width 32, conditional batch normalization, projection; non-saturating", GanConditioning.ConditionalBatchNorm()),
            InfoGan.Row,
        ]);

    /// <summary>Trains on pictures of Fashion-MNIST, saves the model, writes the picture and measures.</summary>
    /// <param name="run">What the command line says.</param>
    /// <param name="side">28, or 32 for pictures in a black border, which is cut off before anything is measured.</param>
    /// <param name="kimg">How long to train, unless the command line says it.</param>
    /// <param name="change">What the row trains.</param>
    /// <param name="choose">Which of the training pictures, null for all; generated and measured are pictures of their classes.</param>
    /// <param name="also">More to measure, of the pictures made and those trained on.</param>
    public static Outcome Train(
        RunOptions run,
        int side,
        double kimg,
        Action<GanEstimator.Options> change,
        Func<PictureRow[], PictureRow[]>? choose = null,
        Action<FashionPictures, PictureRow[], PictureRow[], Dictionary<string, double>>? also = null)
    {
        var ml = new MLContext(seed: run.Seed);
        var pictures = FashionPictures.Load(ml, run);
        var training = choose?.Invoke(pictures.Training) ?? pictures.Training;
        var options = new GanEstimator.Options
        {
            OutputColumnName = nameof(MadePicture.Generated),
            LabelColumnName = nameof(PictureRow.Label),
            Generation = { Output = GanOutput.BytePixels },
            Training = { Kimg = run.Kimg ?? kimg },
            Seed = run.Seed,
            Progress = new Told(),
        };
        change(options);
        using var gan = ml.Transforms.Gan(options).Fit(pictures.View(training, side));
        gan.SaveAs(Path.ChangeExtension(run.Picture, ".gan"));
        var made = pictures.Generate(gan, side, [.. training.Select(picture => picture.Label).Distinct().Order()]);
        FashionPictures.WritePicture(made, run.Picture);
        var metrics = pictures.Measure(made);
        var numbers = FashionPictures.Numbers(metrics);
        also?.Invoke(pictures, made, training, numbers);
        return Outcomes.Of(gan, numbers, metrics.FeatureExtractor);
    }

    private static Row Conditioned(string name, string title, GanConditioning conditioning) => Fashion(name, title, Plain, 160, options =>
    {
        options.Architecture = GanArchitecture.Dcgan(32, 32);
        options.Conditioning = conditioning;
    });

    private static Row Fashion(string name, string title, int side, double kimg, Action<GanEstimator.Options> change) =>
        new(name, title, run => Train(run, side, kimg, change));
}
