using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>
/// 1,000 modes: each of an image's three channels shows one of ten shapes, as stacked MNIST shows digits (Metz et al., 2017;
/// Srivastava et al., 2017; Lin et al., 2018). How many of them are among 26,000 generated images?
/// </summary>
internal static class StackedShapes
{
    public const int Modes = Shapes * Shapes * Shapes;
    public const int Side = 16;
    public const int GeneratedImages = 26_000;
    private const int Shapes = 10;
    private const int Pixels = Side * Side;
    private const int RealImages = 50_000;
    private const double Farthest = 0.25; // pixels being 0 to 1; an empty channel is 0.4 to 0.7 from all shapes
    private const int PictureSide = 10;

    private static readonly byte[][] s_drawn = [.. Enumerable.Range(0, Shapes).Select(DrawShape)];

    public static Experiment Experiment { get; } = new(
        "shapes",
        [new("modes", "modes of 1,000 ↑", "0.#"), new("recognized", "three shapes ↑", "P1"), new("divergence", "KL to uniform ↓", "F2")],
        [
            Shown("shapes-minimax", "minimax", options => options.Loss = GanLoss.Minimax()),
            Shown("shapes-base", "non-saturating: the base of the rows below the losses", _ => { }),
            Shown("shapes-label-smoothing", "non-saturating, label smoothing 0.1", options => options.Loss = GanLoss.NonSaturating(labelSmoothing: 0.1)),
            Shown("shapes-least-squares", "least squares", options => options.Loss = GanLoss.LeastSquares()),
            Shown("shapes-hinge", "hinge", options => options.Loss = GanLoss.Hinge()),
            Shown("shapes-wasserstein", "Wasserstein, clipping at 0.1, RMSProp 5·10⁻⁴, 5 critic steps", options =>
            {
                options.Loss = GanLoss.Wasserstein(clip: 0.1);
                options.Optimization.Generator = options.Optimization.Discriminator = GanOptimizer.RmsProp(5e-4);
                options.Training.Kimg *= 5; // as many steps of the generator as in the other rows
            }),
            Shown("shapes-wasserstein-gp", "Wasserstein, gradient penalty λ 10, Adam 5·10⁻⁴ (0, 0.9), 5 critic steps", options =>
            {
                options.Loss = GanLoss.WassersteinGradientPenalty();
                options.Optimization.Generator = options.Optimization.Discriminator = GanOptimizer.Adam(5e-4, 0, 0.9);
                options.Training.Kimg *= 5; // as many steps of the generator as in the other rows
            }),
            Shown("shapes-relativistic", "relativistic average", options => options.Loss = GanLoss.RelativisticAverage()),
            Regularized("shapes-r1", "R1, γ 1", GanRegularizer.R1(1)),
            Regularized("shapes-r2", "R2, γ 1", GanRegularizer.R2(1)),
            Regularized("shapes-gp-one", "gradient penalty around 1, λ 1", GanRegularizer.OneCenteredGradientPenalty(1)),
            Regularized("shapes-gp-zero", "gradient penalty around 0, λ 1", GanRegularizer.ZeroCenteredGradientPenalty(1)),
            Regularized("shapes-dragan", "DRAGAN, λ 1", GanRegularizer.Dragan(1)),
            Shown("shapes-spectral", "DCGAN's discriminator of width 32, spectral normalization", options =>
                options.Architecture = GanArchitecture.Dcgan(32, 32) with { SpectralNormalization = true }),
            Regularized("shapes-clipping", "weights clipped at 0.3", GanRegularizer.ClippedWeights(0.3)),
            Regularized("shapes-weight-decay", "weight decay of the discriminator, 10⁻³", GanRegularizer.WeightDecay(1e-3)),
            Regularized("shapes-drift", "drift, ε 0.01", GanRegularizer.Drift(0.01)),
            Regularized("shapes-orthogonal", "orthogonal generator, β 10⁻⁴", GanRegularizer.Orthogonal()),
            Regularized("shapes-instance-noise", "instance noise, σ 0.1 falling to 0 over all of the training", GanRegularizer.InstanceNoise(0.1, kimg: 400)),
            Regularized("shapes-consistency", "balanced consistency under moves by a pixel, λ 10 and 10", new ConsistencyPenalty(10, 10, MaxShift: 1, Flip: false)),
            Regularized("shapes-mode-seeking", "mode seeking, λ 1", GanRegularizer.ModeSeeking()),
            Styled("shapes-styles", "a StyleGAN2 of 32 to 64 channels as generator, R1, γ 1", _ => { }),
            Styled("shapes-path-length", "…path length, λ 2, every 4th turn", options => options.Regularizers.Add(GanRegularizer.PathLength())),
            Shown("shapes-dropout", "dropout 0.2", options => options.Architecture = new ShapeNetworks { Dropout = 0.2 }),
            Shown("shapes-deviation", "minibatch deviation", options => options.Architecture = new ShapeNetworks { Deviation = true }),
            Shown("shapes-unrolling", "unrolled, 2 steps", options => options.Optimization.Unrolling = new GanUnrolling(2, 0.03)),
            Shown("shapes-batch-128", "batches of 128", options => options.Enlarge(2)),
            Shown("shapes-packing", "batches of 64 packs of 2", options => options.Enlarge(2, packing: 2)),
        ]);

    /// <summary>Real images, the mode of each drawn uniformly.</summary>
    public static ShapeRow[] Real(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Of(random.Next(Modes)))];
    }

    /// <summary>An image of one mode.</summary>
    public static ShapeRow Of(int mode)
    {
        var pixels = new byte[3 * Pixels];
        for (var channel = 0; channel < 3; channel++, mode /= Shapes)
            s_drawn[mode % Shapes].CopyTo(pixels, channel * Pixels);
        return new ShapeRow { Image = pixels };
    }

    /// <summary>
    /// Modes found, the share of images that show three shapes, and the divergence of these images' distribution over the modes
    /// from the uniform one (nats). A channel shows the shape that it is nearest to, and none if the root of the mean squared
    /// difference is above <see cref="Farthest"/>.
    /// </summary>
    public static (int Modes, double Recognized, double Divergence) Count(IReadOnlyCollection<byte[]> images)
    {
        var counts = new int[Modes];
        foreach (var image in images)
        {
            var shapes = Enumerable.Range(0, 3).Select(channel => Nearest(image.AsSpan(channel * Pixels, Pixels))).ToArray();
            if (shapes.All(nearest => Math.Sqrt(nearest.Square / (double)Pixels) / 255 <= Farthest))
                counts[shapes[0].Shape + (Shapes * (shapes[1].Shape + (Shapes * shapes[2].Shape)))]++;
        }

        var recognized = counts.Sum();
        var divergence = counts.Where(count => count > 0).Sum(count => count / (double)recognized * Math.Log(count * (double)Modes / recognized));
        return (counts.Count(count => count > 0), recognized / (double)images.Count, recognized > 0 ? divergence : double.NaN);
    }

    private static Row Regularized(string name, string title, IGanRegularizer regularizer) => Shown(name, title, options => options.Regularizers.Add(regularizer));

    /// <summary>A training whose generator has styles.</summary>
    private static Row Styled(string name, string title, Action<GanEstimator.Options> change) => Shown(name, title, options =>
    {
        options.Architecture = new ShapeNetworks
        {
            Styled = GanArchitecture.StyleGan2() with { LatentSize = 64, StyleSize = 64, MappingLayers = 2, ChannelBase = 512, ChannelMax = 64 },
        };
        options.Regularizers.Add(GanRegularizer.R1(1)); // without it, this generator is lost to the discriminator
        change(options);
    });

    private static Row Shown(string name, string title, Action<GanEstimator.Options> change) => new(name, title, run => Train(run, change));

    private static Outcome Train(RunOptions run, Action<GanEstimator.Options> change)
    {
        var ml = new MLContext(seed: run.Seed);
        var adam = GanOptimizer.Adam(5e-4);
        var options = new GanEstimator.Options
        {
            ImageColumnName = nameof(ShapeRow.Image),
            OutputColumnName = nameof(MadeShapes.Made),
            Generation = { Output = GanOutput.BytePixels, BatchSize = 200 },
            Architecture = new ShapeNetworks(),
            Optimization = { Generator = adam, Discriminator = adam, Ema = null },
            Training = { Kimg = 400 }, // as long as the row without a remedy is trained
            Seed = run.Seed,
            Progress = new Told(),
        };
        change(options);
        options.Training.Kimg = run.Kimg ?? options.Training.Kimg;
        using var gan = ml.Transforms.Gan(options).Fit(ml.Data.LoadFromEnumerable(Real(RealImages, run.Seed)));
        var wishes = ml.Data.LoadFromEnumerable(Enumerable.Range(0, GeneratedImages).Select(number => new ShapeWish { Number = number }));
        var made = ml.Data.CreateEnumerable<MadeShapes>(gan.Transform(wishes), reuseRowObject: false).Select(row => row.Made).ToArray();
        WritePicture(made.Take(PictureSide * PictureSide), run.Picture);
        var (modes, recognized, divergence) = Count(made);
        return Outcomes.Of(gan, new() { ["modes"] = modes, ["recognized"] = recognized, ["divergence"] = divergence });
    }

    private static void WritePicture(IEnumerable<byte[]> images, string path)
    {
        byte[] pixels = [.. images.SelectMany(image => Enumerable.Range(0, 3 * Pixels).Select(i => image[(i % 3 * Pixels) + (i / 3)]))];
        using var picture = ImageGrid.Create(pixels, new ImageShape(3, Side, Side), PictureSide);
        picture.Save(path);
    }

    private static (int Shape, long Square) Nearest(ReadOnlySpan<byte> channel)
    {
        var best = (Shape: 0, Square: long.MaxValue);
        for (var shape = 0; shape < Shapes; shape++)
        {
            var square = 0L;
            for (var i = 0; i < Pixels; i++)
                square += (channel[i] - s_drawn[shape][i]) * (channel[i] - s_drawn[shape][i]);
            if (square < best.Square)
                best = (shape, square);
        }

        return best;
    }

    /// <summary>White on black; a pixel at the edge is as bright as the share of it that is covered.</summary>
    private static byte[] DrawShape(int shape)
    {
        const int Fine = 4; // parts of a pixel, either way
        var pixels = new byte[Pixels];
        for (var i = 0; i < Pixels; i++)
        {
            var covered = 0;
            for (var part = 0; part < Fine * Fine; part++)
            {
                var x = (((i % Side) + ((part % Fine) + 0.5) / Fine) / Side * 2) - 1;
                var y = (((i / Side) + ((part / Fine) + 0.5) / Fine) / Side * 2) - 1;
                covered += IsInside(shape, x, y) ? 1 : 0;
            }

            pixels[i] = (byte)(255 * covered / (Fine * Fine));
        }

        return pixels;
    }

    /// <param name="shape">0 to 9.</param>
    /// <param name="x">-1 to 1, to the right.</param>
    /// <param name="y">-1 to 1, downwards.</param>
    private static bool IsInside(int shape, double x, double y)
    {
        var (across, along, radius) = (Math.Abs(x), Math.Abs(y), Math.Sqrt((x * x) + (y * y)));
        var far = Math.Max(across, along);
        return shape switch
        {
            0 => radius < 0.6, // disc
            1 => radius is > 0.5 and < 0.8, // ring
            2 => far < 0.5, // square
            3 => far is > 0.55 and < 0.8, // frame
            4 => far < 0.8 && Math.Min(across, along) < 0.2, // plus
            5 => far < 0.75 && Math.Abs(across - along) < 0.25, // cross
            6 => y < 0.7 && across < (y + 0.8) * 0.5, // triangle
            7 => across < 0.8 && Math.Abs(along - 0.5) < 0.2, // two bars
            8 => along < 0.8 && Math.Abs(across - 0.5) < 0.2, // two columns
            _ => far < 0.8 && Math.Abs(x - y) < 0.35, // slope
        };
    }
}

/// <summary>An image of three shapes, as planes.</summary>
internal sealed class ShapeRow
{
    [VectorType(3, StackedShapes.Side, StackedShapes.Side)]
    public byte[] Image { get; set; } = [];
}

/// <summary>A row that asks for an image; it has nothing to say about it.</summary>
internal sealed class ShapeWish
{
    public float Number { get; set; }
}

/// <summary>The row that answers.</summary>
internal sealed class MadeShapes
{
    public byte[] Made { get; set; } = [];
}
