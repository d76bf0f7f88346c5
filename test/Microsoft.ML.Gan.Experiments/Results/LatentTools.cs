using DatasetAugmentationSample;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Gan.Experiments;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>
/// What can be done with the latent space of the StyleGAN2 of <see cref="FashionRows"/>, in one picture: six images of a seed
/// each, the same at ψ = ½, a way between two seeds, a way between two classes, a walk in a semantic direction, three test pictures
/// each with its projection, and a grid of mixed styles.
/// </summary>
internal static class LatentTools
{
    private const string Model = "fashion-stylegan2";
    private const int Columns = 6;
    private const int Dress = 3, Sneaker = 7, Boot = 9;

    public static Experiment Experiment { get; } = new(
        "latent",
        [new("start", "projection of a test picture: pixels' RMS at the start", "F1"), new("distance", "at the end ↓", "F1")],
        [new("latent-tools", "StyleGAN2's latent space", Run)]);

    private static Outcome Run(RunOptions run)
    {
        var ml = new MLContext(seed: run.Seed);
        using var gan = ml.Model.LoadGan(FashionRows.Experiment.Rows.Single(row => row.Name == Model).ModelFor(run));
        var tests = FashionPictures.Load(ml, run).Test;
        var images = new List<byte[]>();
        Add(gan.Sample(Columns, run.Seed));
        gan.Truncation = 0.5;
        Add(gan.Sample(Columns, run.Seed));
        gan.Truncation = 1;
        Add(gan.Interpolate(from: 1, to: 2, Columns, Dress));
        Add(gan.InterpolateClasses(Sneaker, Boot, latent: 1, Columns));
        Add(gan.Move(from: 1, gan.SemanticDirections(1)[0], [.. Enumerable.Range(0, Columns).Select(i => (2.0 * i) - (Columns - 1))], Dress));

        var projections = tests.Take(Columns / 2).Select(test =>
        {
            images.Add(test.Image);
            using var image = FashionPictures.ToImage(FashionPictures.Pad(test).Image, gan.ImageShape.Width);
            var projection = gan.Project(image, new GanProjectionOptions { Steps = 200, Condition = (int)test.Label });
            Add(projection.Image);
            return projection;
        }).ToArray();

        Add(gan.MixStyles([11, 12], [.. Enumerable.Range(21, Columns - 1).Select(GanLatent.OfSeed)], condition: Dress));
        using var picture = ImageGrid.Create([.. images.SelectMany(image => image)], new ImageShape(1, PictureRow.Side, PictureRow.Side), Columns, padding: 1);
        picture.Save(run.Picture);
        return new Outcome
        {
            Numbers = new Dictionary<string, double>
            {
                ["start"] = projections.Average(projection => projection.StartDistance),
                ["distance"] = projections.Average(projection => projection.Distance),
            },
        };

        void Add(GanImages made) => images.AddRange(Enumerable.Range(0, made.Count).Select(i => FashionPictures.Crop(made[i].ToArray())));
    }
}
