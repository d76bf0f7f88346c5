using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>
/// 25 modes in the plane: normal distributions of σ 0.05 on a 5×5 grid of spacing 2 (Srivastava et al., 2017, VEEGAN; Lin et al.,
/// 2018, PacGAN). Of 2,500 generated points, how many modes have points, and how many points lie in a mode?
/// </summary>
internal static class GaussianGrid
{
    public const int Modes = 25;
    private const int Side = 5;
    private const float Deviation = 0.05f;
    private const int RealPoints = 100_000;
    private const int GeneratedPoints = 2500;
    private const double SmallestShare = 0.2; // of a mode's fair share of the points
    private const int PictureSide = 256;
    private const int BatchSize = 128;

    // What all rows have in common but those of the fast generator.
    private static readonly GanOptimizer s_adam = GanOptimizer.Adam(1e-3, 0.5, 0.999);

    public static Experiment Experiment { get; } = new(
        "grid",
        [new("modes", "modes of 25 ↑", "0.#"), new("quality", "in a mode ↑", "P1")],
        [
            Grid("grid-minimax", "minimax", options => options.Loss = GanLoss.Minimax()),
            Grid("grid-non-saturating", "non-saturating: the base of the rows below the losses", _ => { }),
            Grid("grid-label-smoothing", "non-saturating, label smoothing 0.1", options => options.Loss = GanLoss.NonSaturating(labelSmoothing: 0.1)),
            Grid("grid-least-squares", "least squares", options => options.Loss = GanLoss.LeastSquares()),
            Grid("grid-hinge", "hinge", options => options.Loss = GanLoss.Hinge()),
            Grid("grid-wasserstein", "Wasserstein, clipping at 0.1, RMSProp 5·10⁻⁴, 5 critic steps", options =>
            {
                options.Loss = GanLoss.Wasserstein(clip: 0.1);
                options.Optimization.Generator = options.Optimization.Discriminator = GanOptimizer.RmsProp(5e-4);
                options.Training.Kimg *= 5; // as many steps of the generator as in the other rows
            }),
            Grid("grid-wasserstein-gp", "Wasserstein, gradient penalty λ 0.1, Adam 10⁻³ (0, 0.9), 5 critic steps", options =>
            {
                options.Loss = GanLoss.WassersteinGradientPenalty(penalty: 0.1);
                options.Optimization.Generator = options.Optimization.Discriminator = GanOptimizer.Adam(1e-3, 0, 0.9);
                options.Training.Kimg *= 5; // as many steps of the generator as in the other rows
            }),
            Grid("grid-relativistic", "relativistic average", options => options.Loss = GanLoss.RelativisticAverage()),
            Grid("grid-relativistic-gp", "relativistic average, gradient penalty λ 0.1", options =>
            {
                options.Loss = GanLoss.RelativisticAverage();
                options.Regularizers.Add(GanRegularizer.OneCenteredGradientPenalty(0.1));
            }),
            Regularized("grid-r1", "R1, γ 0.1", GanRegularizer.R1(0.1)),
            Regularized("grid-r2", "R2, γ 0.1", GanRegularizer.R2(0.1)),
            Regularized("grid-r1-r2", "R1 and R2, γ 0.1", GanRegularizer.R1(0.1), GanRegularizer.R2(0.1)),
            Regularized("grid-gp-one", "gradient penalty around 1, λ 0.1", GanRegularizer.OneCenteredGradientPenalty(0.1)),
            Regularized("grid-gp-zero", "gradient penalty around 0, λ 0.1", GanRegularizer.ZeroCenteredGradientPenalty(0.1)),
            Regularized("grid-dragan", "DRAGAN, λ 0.1", GanRegularizer.Dragan(0.1)),
            Grid("grid-spectral", "spectral normalization", options => options.Architecture = new PointNetworks { Spectral = true }),
            Regularized("grid-clipping", "weights clipped at 0.3", GanRegularizer.ClippedWeights(0.3)),
            Regularized("grid-weight-decay", "weight decay of the discriminator, 10⁻³", GanRegularizer.WeightDecay(1e-3)),
            Regularized("grid-drift", "drift, ε 0.01", GanRegularizer.Drift(0.01)),
            Regularized("grid-orthogonal", "orthogonal generator, β 10⁻³", GanRegularizer.Orthogonal(1e-3)),
            Regularized("grid-instance-noise", "instance noise, σ 0.1 falling to 0 over all of the training", GanRegularizer.InstanceNoise(0.1, kimg: 1280)),
            Regularized("grid-mode-seeking", "mode seeking, λ 0.1", GanRegularizer.ModeSeeking(0.1)),
            Regularized("grid-consistency", "balanced consistency under x ↔ y, λ 10 and 10", new ConsistencyPenalty(10, 10, MaxShift: 0)),
            Regularized("grid-path-length", "path length, λ 0.001, every 4th turn", GanRegularizer.PathLength(0.001)),
            Grid("grid-dropout", "dropout 0.2", options => options.Architecture = new PointNetworks { Dropout = 0.2 }),
            Grid("grid-deviation", "minibatch deviation", options => options.Architecture = new PointNetworks { Deviation = true }),
            Grid("grid-batch-256", "batches of 256", options => options.Enlarge(2)),
            Grid("grid-packing-2", "batches of 128 packs of 2", options => options.Enlarge(2, packing: 2)),
            Grid("grid-packing-4", "batches of 128 packs of 4", options => options.Enlarge(4, packing: 4)),
            Grid("grid-two-scales", "two time scales: generator 2.5·10⁻⁴", options => options.Optimization.Generator = GanOptimizer.Adam(2.5e-4)),
            Grid("grid-steps", "3 discriminator steps", options => (options.Optimization.DiscriminatorSteps, options.Training.Kimg) = (3, 3 * options.Training.Kimg)),
            Grid("grid-gradient-norm", "gradients shortened to 1", options =>
                options.Optimization.Generator = options.Optimization.Discriminator = s_adam with { MaxGradientNorm = 1 }),
            Grid("grid-decay", "learning rates falling to 0 along a cosine", options =>
                options.Optimization.Generator = options.Optimization.Discriminator = s_adam with { Schedule = GanSchedule.CosineDecay(options.Training.Kimg) }),
            Grid("grid-average", "averaged generator, half-life 10 kimg", options => options.Optimization.Ema = new()),
            Grid("grid-accumulation", "gradients of 4 parts of a batch added up", options => options.Training.MicroBatchSize = BatchSize / 4),
            Fast("grid-fast", "a generator three times as fast as the discriminator", _ => { }),
            Fast("grid-fast-unrolling", "…unrolled, 5 steps", options => options.Optimization.Unrolling = new GanUnrolling(5, 0.03)),
            Fast("grid-fast-deviation", "…minibatch deviation", options => options.Architecture = new PointNetworks { Deviation = true }),
            Fast("grid-fast-mode-seeking", "…mode seeking, λ 0.1", options => options.Regularizers.Add(GanRegularizer.ModeSeeking(0.1))),
            Fast("grid-fast-gp-zero", "…gradient penalty around 0, λ 0.1", options => options.Regularizers.Add(GanRegularizer.ZeroCenteredGradientPenalty(0.1))),
            Fast("grid-fast-long", "…four times as long, batches of 256", options => options.Enlarge(2, length: 4)),
            Fast("grid-fast-packing", "…four times as long, batches of 128 packs of 2", options => options.Enlarge(2, packing: 2, length: 4)),
        ]);

    /// <summary>Modes with at least a fifth of their fair share of the points, and the share of points within 3σ of a mode.</summary>
    public static (int Modes, double Quality) Count(IReadOnlyCollection<(float X, float Y)> points)
    {
        var counts = new int[Modes];
        foreach (var (x, y) in points)
        {
            var (column, row) = (Nearest(x), Nearest(y));
            if (Math.Sqrt(Math.Pow(x - Center(column), 2) + Math.Pow(y - Center(row), 2)) <= 3 * Deviation)
                counts[(row * Side) + column]++;
        }

        var least = SmallestShare * points.Count / Modes;
        return (counts.Count(count => count >= least), counts.Sum() / (double)points.Count);

        static int Nearest(float value) => Math.Clamp((int)Math.Round((value / 2) + (Side / 2)), 0, Side - 1);
    }

    /// <summary>Real points as pixels, whose values are 0.033 apart: two thirds of σ.</summary>
    public static PointRow[] Real(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => PointRow.At(Draw(random.Next(Side)), Draw(random.Next(Side))))];

        float Draw(int index) => Center(index) + (Deviation * (float)Normal(random));
    }

    private static float Center(int index) => 2 * (index - (Side / 2));

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static Row Regularized(string name, string title, params IGanRegularizer[] regularizers) => Grid(name, title, options =>
    {
        foreach (var regularizer in regularizers)
            options.Regularizers.Add(regularizer);
    });

    /// <summary>A training that collapses: the discriminator learns too slowly to follow the generator.</summary>
    private static Row Fast(string name, string title, Action<GanEstimator.Options> change) => Grid(name, title, options =>
    {
        options.Optimization.Discriminator = s_adam with { LearningRate = s_adam.LearningRate * 0.3 };
        change(options);
    });

    private static Row Grid(string name, string title, Action<GanEstimator.Options> change) => new(name, title, run => Train(run, change));

    private static Outcome Train(RunOptions run, Action<GanEstimator.Options> change)
    {
        var ml = new MLContext(seed: run.Seed);
        var real = Real(RealPoints, run.Seed);
        var options = new GanEstimator.Options
        {
            ImageColumnName = nameof(PointRow.Point),
            OutputColumnName = nameof(MadePoint.Made),
            Generation = { Output = GanOutput.BytePixels, BatchSize = 500 },
            Architecture = new PointNetworks(),
            Optimization = { Generator = s_adam, Discriminator = s_adam, Ema = null },
            Training = { BatchSize = BatchSize, Kimg = 1280 }, // as long as the row without a remedy is trained
            Seed = run.Seed,
            Progress = new Told(),
        };
        change(options);
        options.Training.Kimg = run.Kimg ?? options.Training.Kimg;
        using var gan = ml.Transforms.Gan(options).Fit(ml.Data.LoadFromEnumerable(real));
        var wishes = ml.Data.LoadFromEnumerable(Enumerable.Range(0, GeneratedPoints).Select(number => new PointWish { Number = number }));
        (float X, float Y)[] made =
            [.. ml.Data.CreateEnumerable<MadePoint>(gan.Transform(wishes), reuseRowObject: false).Select(row => PointRow.Place(row.Made))];
        Draw([.. real.Take(GeneratedPoints).Select(row => PointRow.Place(row.Point))], made, run.Picture);
        var (modes, quality) = Count(made);
        return Outcomes.Of(gan, new() { ["modes"] = modes, ["quality"] = quality });
    }

    /// <summary>Real points in gray, and the generated ones upon them.</summary>
    private static void Draw((float X, float Y)[] real, (float X, float Y)[] made, string path)
    {
        var pixels = new byte[PictureSide * PictureSide * 3];
        Array.Fill(pixels, (byte)255);
        foreach (var point in real)
            Dot(point, [176, 176, 176]);
        foreach (var point in made)
            Dot(point, [214, 69, 20]);
        using var picture = ImageGrid.Create(pixels, new ImageShape(3, PictureSide, PictureSide), columns: 1, padding: 0);
        picture.Save(path);

        void Dot((float X, float Y) point, byte[] colour)
        {
            const float Border = 1.1f;
            var (x, y) = (Pixel(point.X), Pixel(-point.Y));
            for (var i = 0; i < 4; i++)
                colour.CopyTo(pixels, 3 * (((y + (i / 2)) * PictureSide) + x + (i % 2)));

            static int Pixel(float value) => Math.Clamp((int)((value / (Border * PointNetworks.Scale) + 1) / 2 * PictureSide), 0, PictureSide - 2);
        }
    }
}

/// <summary>A point as an image: 1×2 gray pixels.</summary>
internal sealed class PointRow
{
    [VectorType(1, 1, 2)]
    public byte[] Point { get; set; } = [];

    public static PointRow At(float x, float y) => new() { Point = [Pixel(x), Pixel(y)] };

    public static (float X, float Y) Place(byte[] pixels) => (Value(pixels[0]), Value(pixels[1]));

    private static byte Pixel(float value) => (byte)Math.Clamp(Math.Round((value / PointNetworks.Scale + 1) * 127.5), 0, 255);

    private static float Value(byte pixel) => ((pixel / 127.5f) - 1) * PointNetworks.Scale;
}

/// <summary>A row that asks for a point; it has nothing to say about it.</summary>
internal sealed class PointWish
{
    public float Number { get; set; }
}

/// <summary>The row that answers.</summary>
internal sealed class MadePoint
{
    public byte[] Made { get; set; } = [];
}
