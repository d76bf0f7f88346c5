using DatasetAugmentationSample;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Gan.Experiments;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>
/// Two label columns on Fashion-MNIST: the class, and how light the picture is. Its picture has a row a class, of one latent
/// each, asked for darker and lighter.
/// </summary>
internal static class TwoConditions
{
    private const int Columns = 5;
    private const int ShownLatent = 1;
    private const double Darkest = 0.1, Lightest = 0.9; // as quantiles of the class's pictures

    public static Experiment Experiment { get; } = new(
        "conditions",
        [.. FashionRows.Columns, new("lightness", "lightness asked for and made, correlation ↑", "F3")],
        [new("conditions-two", "DCGAN, width 32, class and lightness; non-saturating", Train)]);

    private static Outcome Train(RunOptions run)
    {
        var ml = new MLContext(seed: run.Seed);
        var pictures = FashionPictures.Load(ml, run);
        var scale = Scale.Of(pictures.Training);
        var training = pictures.Training.Select(scale.Row).ToArray();
        using var gan = ml.Transforms.Gan(new GanEstimator.Options
        {
            OutputColumnName = nameof(MadePicture.Generated),
            LabelColumnNames = { nameof(LitRow.Label), nameof(LitRow.Lightness) },
            Generation = { Output = GanOutput.BytePixels },
            Architecture = GanArchitecture.Dcgan(32, 32),
            Training = { Kimg = run.Kimg ?? 160 },
            Seed = run.Seed,
            Progress = new Told(),
        }).Fit(ml.Data.LoadFromEnumerable(training));

        // What is asked for is what the test pictures are.
        var asked = pictures.Test.GroupBy(picture => picture.Label).SelectMany(group => group.Take(run.PicturesPerClass)).Select(scale.Row).ToArray();
        var made = ml.Data.CreateEnumerable<MadePicture>(gan.Transform(ml.Data.LoadFromEnumerable(asked)), reuseRowObject: false)
            .Zip(asked, (row, wish) => new PictureRow { Image = row.Generated, Label = wish.Label }).ToArray();
        WritePicture(gan, training, run.Picture);
        var metrics = pictures.Measure(made);
        var numbers = FashionPictures.Numbers(metrics);
        numbers["lightness"] = Correlation([.. asked.Select(row => (double)row.Lightness)], [.. made.Select(picture => (double)scale.Row(picture).Lightness)]);
        return Outcomes.Of(gan, numbers, metrics.FeatureExtractor);
    }

    private static void WritePicture(GanTransformer gan, IEnumerable<LitRow> training, string path)
    {
        byte[] pixels =
        [
            .. training.GroupBy(row => row.Label, row => row.Lightness).OrderBy(group => group.Key).SelectMany(group =>
            {
                float[] sorted = [.. group.Order()];
                var images = gan.InterpolateClasses(Condition(Darkest), Condition(Lightest), ShownLatent, Columns);
                return Enumerable.Range(0, images.Count).SelectMany(i => images[i].ToArray());

                GanCondition Condition(double quantile) =>
                    GanCondition.Columns((int)group.Key, new[] { sorted[(int)(quantile * (sorted.Length - 1))] });
            }),
        ];
        using var picture = ImageGrid.Create(pixels, new ImageShape(1, PictureRow.Side, PictureRow.Side), Columns, padding: 1);
        picture.Save(path);
    }

    private static double Correlation(double[] one, double[] other)
    {
        var (meanOne, meanOther) = (one.Average(), other.Average());
        var together = one.Zip(other, (a, b) => (a - meanOne) * (b - meanOther)).Sum();
        return together / Math.Sqrt(one.Sum(a => Math.Pow(a - meanOne, 2)) * other.Sum(b => Math.Pow(b - meanOther, 2)));
    }

    /// <summary>The mean of a picture's pixels, in standard deviations from that of the training pictures.</summary>
    private sealed record Scale(double Mean, double Deviation)
    {
        public static Scale Of(IEnumerable<PictureRow> training)
        {
            double[] means = [.. training.Select(MeanOf)];
            var mean = means.Average();
            return new Scale(mean, Math.Sqrt(means.Average(one => Math.Pow(one - mean, 2))));
        }

        public LitRow Row(PictureRow picture) => new()
        {
            Image = picture.Image,
            Label = picture.Label,
            Lightness = (float)((MeanOf(picture) - Mean) / Deviation),
        };

        private static double MeanOf(PictureRow picture) => picture.Image.Average(pixel => (double)pixel);
    }
}

/// <summary>A picture with both of its labels.</summary>
internal sealed class LitRow
{
    [VectorType(1, PictureRow.Side, PictureRow.Side)]
    public byte[] Image { get; set; } = [];

    [KeyType(PictureRow.Classes)]
    public uint Label { get; set; }

    public float Lightness { get; set; }
}
