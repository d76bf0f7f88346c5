using System.Diagnostics;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using OwnParts;

// A GAN with an architecture, a loss, a regularizer, a metric and a feature extractor of the user's own. It is trained in well under a
// minute on drawn pictures, measured, saved, and loaded by another process, which must generate the same pictures.
//   OwnParts [FOLDER]                  trains and measures; writes the model and generated pictures to FOLDER
//   OwnParts generate MODEL PICTURE    generates pictures with a saved model

const int pictures = 64;
const int columns = 8;
OwnRegister.AddAll(); // before any model is loaded
if (args is ["generate", var saved, var picture])
{
    WriteGrid(saved, picture);
    return 0;
}

var output = args is [var folder]
    ? folder
    : typeof(ToyPictures).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(fact => fact.Key == "DefaultOutput").Value!;
Directory.CreateDirectory(output);
var (model, grid, gridOfOther) = (Path.Combine(output, "model.zip"), Path.Combine(output, "made.png"), Path.Combine(output, "made-by-another-process.png"));

var ml = new MLContext(seed: 1);
var estimator = ml.Transforms.Gan(new GanEstimator.Options
{
    OutputColumnName = nameof(Made.Picture),
    ImageColumnName = nameof(Toy.Picture),
    InputLayout = new PixelLayout { InterleavePixelColors = true },
    Architecture = new PaintingArchitecture { Width = 48 },
    Loss = new HuberLoss { Reach = 0.5 },
    Regularizers = { new SmoothPaint { Weight = 0.05 }, GanRegularizer.ZeroCenteredGradientPenalty(weight: 1, interval: 4) },
    GeneratorOptimizer = GanOptimizer.Adam(1e-3, 0.5, 0.99),
    DiscriminatorOptimizer = GanOptimizer.Adam(1e-3, 0.5, 0.99),
    BatchSize = 32,
    Kimg = 20,
    Metrics = { new RoughnessGap(), GanMetric.Fid() },
    EvaluationFeatures = GanFeatures.From(new CellColours { Cells = 4 }),
    EvaluateEvery = 5,
    EvaluationImages = 512,
    KeepBest = true, // the generator with the smallest roughness gap, as that metric is the first
});
using (var gan = estimator.Fit(ToyPictures.Load(ml, 2048)))
{
    var last = gan.History[^1];
    Console.WriteLine($"Trained for {last.Step} steps: discriminator {last.DiscriminatorLoss:F2}, generator {last.GeneratorLoss:F2}.");
    foreach (var report in gan.History.Where(report => report.Metrics is not null))
        Console.WriteLine($"step {report.Step}: {report.Metrics}");
    var metrics = Measure(gan);
    Console.WriteLine($"The kept generator: {metrics}");
    if (!double.IsFinite(metrics.Fid) || !double.IsFinite(metrics["roughness gap"]))
    {
        Console.Error.WriteLine($"Not measured: {string.Join("; ", metrics.Missing)}");
        return 1;
    }

    gan.Interpolate(from: 3, to: 9, frames: 40).SaveGrid(Path.Combine(output, "walk.png"), columns: 10, scale: 2);
    ml.Model.Save(gan, ml.Data.LoadFromEnumerable(Array.Empty<Wish>()).Schema, model);
}

WriteGrid(model, grid);
using var other = Process.Start("dotnet", [typeof(ToyPictures).Assembly.Location, "generate", model, gridOfOther]);
other.WaitForExit();
if (other.ExitCode != 0 || !File.ReadAllBytes(grid).AsSpan().SequenceEqual(File.ReadAllBytes(gridOfOther)))
{
    Console.Error.WriteLine("Another process does not make the same pictures of the model.");
    return 1;
}

Console.WriteLine($"Another process makes the same pictures: {grid}");
return 0;

GanMetrics Measure(GanTransformer gan)
{
    var wishes = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 512).Select(number => new Wish { Number = number }));
    return ml.Gan().Evaluate(ToyPictures.Load(ml, 512), gan.Transform(wishes), new GanEvaluationOptions
    {
        ImageColumnName = nameof(Toy.Picture),
        GeneratedColumnName = nameof(Made.Picture),
        Layout = new PixelLayout { InterleavePixelColors = true },
        Metrics = { new RoughnessGap(), GanMetric.Fid(), GanMetric.PrecisionRecall() },
        Features = GanFeatures.From(device => new CellColours { Cells = 4 }),
    });
}

static void WriteGrid(string model, string path)
{
    var ml = new MLContext();
    var transformer = ml.Model.Load(model, out _);
    // The parts come back with their options: what another training would go on with.
    var gan = transformer as GanTransformer ?? ((IEnumerable<ITransformer>)transformer).OfType<GanTransformer>().Single();
    Console.WriteLine($"{path} is made by {gan.Architecture}, which was trained with {gan.Loss} and {string.Join(", ", gan.Regularizers)}.");
    var wishes = ml.Data.LoadFromEnumerable(Enumerable.Range(0, pictures).Select(number => new Wish { Number = number }));
    MLImage[] made = [.. ml.Data.CreateEnumerable<Made>(transformer.Transform(wishes), reuseRowObject: false).Select(row => row.Picture)];
    ImageGrid.Save(path, made, columns, scale: 3);
    foreach (var image in made)
        image.Dispose();
    (transformer as IDisposable)?.Dispose();
}
