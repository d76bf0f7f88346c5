using DatasetAugmentationSample;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Gan.Experiments;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>InfoGAN on Fashion-MNIST, which it is told no classes of: one code of ten values, and two numbers. Its picture has a row a value.</summary>
internal static class InfoGan
{
    public const int LatentSize = Values + Numbers + 62; // 62 as for MNIST in the paper
    private const int Values = 10;
    private const int Numbers = 2;

    public static Row Row { get; } = new("fashion-infogan", "DCGAN, width 32, no classes: a code of 10 values and 2 numbers (InfoGAN); non-saturating, Adam 10⁻³ for the generator", Train);

    private static Outcome Train(RunOptions run)
    {
        var ml = new MLContext(seed: run.Seed);
        var pictures = FashionPictures.Load(ml, run);
        using var gan = ml.Transforms.Gan(new GanEstimator.Options
        {
            OutputColumnName = nameof(MadePicture.Generated),
            LatentColumnName = nameof(CodedWish.Noise),
            Generation = { Output = GanOutput.BytePixels },
            Architecture = GanArchitecture.Dcgan(32, 32) with { LatentSize = LatentSize },
            Conditioning = GanConditioning.Codes([Values], Numbers),
            Optimization = { Generator = GanOptimizer.Adam(1e-3) }, // as in the paper; at the discriminator's rate the code is not taken up in time
            Training = { Kimg = run.Kimg ?? 160 },
            Seed = run.Seed,
            Progress = new Told(),
        }).Fit(pictures.View(pictures.Training, PictureRow.Side));
        var random = new Random(run.Seed);
        var wishes = Enumerable.Range(0, Values * run.PicturesPerClass).Select(i => Wish(i / run.PicturesPerClass, random)).ToArray();
        PictureRow[] made =
        [
            .. ml.Data.CreateEnumerable<MadePicture>(gan.Transform(ml.Data.LoadFromEnumerable(wishes)), reuseRowObject: false)
                .Select((row, i) => new PictureRow { Image = row.Generated, Label = (uint)(i / run.PicturesPerClass) }),
        ];
        FashionPictures.WritePicture(made, run.Picture);
        var metrics = pictures.Measure(made, ofClasses: false);
        return Outcomes.Of(gan, FashionPictures.Numbers(metrics), metrics.FeatureExtractor);
    }

    /// <summary>A latent with one value of the code.</summary>
    private static CodedWish Wish(int value, Random random)
    {
        var noise = new float[LatentSize];
        noise[value] = 1;
        for (var i = Values; i < LatentSize; i++)
        {
            noise[i] = i < Values + Numbers
                ? (2 * random.NextSingle()) - 1
                : (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return new CodedWish { Noise = noise };
    }
}

/// <summary>A row that asks for a picture by its latent.</summary>
internal sealed class CodedWish
{
    [VectorType(InfoGan.LatentSize)]
    public float[] Noise { get; set; } = [];
}
