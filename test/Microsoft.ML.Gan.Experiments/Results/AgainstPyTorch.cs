using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DatasetAugmentationSample;
using Microsoft.ML;
using Microsoft.ML.Gan.Experiments;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>
/// The demo's two GANs by the library and by plain PyTorch (Metrics/reference_gan.py): the same networks, losses,
/// optimizers and batches. Each program writes its pictures and a summary into a folder of its own; both are measured by one
/// call. Pictures that are there already, of as many steps, are measured and not made again.
/// </summary>
internal static class AgainstPyTorch
{
    private const string Images = "generated-images-idx3-ubyte.gz";
    private const string Labels = "generated-labels-idx1-ubyte.gz";
    private const string Summary = "summary.json";
    private const double KimgOfEpoch = 60;

    // The demo's own lengths.
    private const double MlpEpochs = 20, DcganEpochs = 7;

    public static Experiment Experiment { get; } = new(
        "pytorch",
        FashionRows.Columns,
        [
            Made("demo-mlp", "MLP, non-saturating: this library", MlpEpochs, (run, kimg, folder) => Demo(run, kimg, folder, "--mlp")),
            Made("torch-mlp", "MLP, non-saturating: PyTorch", MlpEpochs, (run, kimg, folder) => Reference(run, kimg, folder, "--mlp")),
            Made("demo-dcgan", "DCGAN, width 32, hinge: this library", DcganEpochs, (run, kimg, folder) => Demo(run, kimg, folder)),
            Made("torch-dcgan", "DCGAN, width 32, hinge: PyTorch", DcganEpochs, (run, kimg, folder) => Reference(run, kimg, folder)),
        ]);

    private static Row Made(string name, string title, double epochs, Action<RunOptions, double, string> make) => new(name, title, run =>
    {
        var folder = Path.ChangeExtension(run.Picture, null);
        var kimg = run.Kimg ?? (epochs * KimgOfEpoch);
        if (!IsMade(folder, kimg))
            make(run, kimg, folder);

        var ml = new MLContext(seed: run.Seed);
        var made = PictureRow.Load(ml, Path.Combine(folder, Images), Path.Combine(folder, Labels));
        FashionPictures.WritePicture(made, run.Picture);
        var metrics = FashionPictures.Load(ml, run).Measure(made);
        using var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, Summary)));
        var steps = Steps(summary);
        return new Outcome
        {
            Numbers = FashionPictures.Numbers(metrics),
            TrainingSeconds = summary.RootElement.GetProperty("trainingSeconds").GetDouble(),
            Steps = steps,
            Kimg = steps * RecordedBatches.BatchSize / 1000.0,
            Extractor = metrics.FeatureExtractor,
        };
    });

    /// <summary>Whether pictures are there of a training of this length.</summary>
    private static bool IsMade(string folder, double kimg)
    {
        if (!File.Exists(Path.Combine(folder, Labels)) || !File.Exists(Path.Combine(folder, Summary)))
            return false;
        try
        {
            using var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, Summary)));
            return Steps(summary) == Math.Ceiling(kimg * 1000 / RecordedBatches.BatchSize);
        }
        catch (JsonException)
        {
            return false; // a run that was killed while it wrote
        }
    }

    private static long Steps(JsonDocument summary) => summary.RootElement.GetProperty("steps").GetInt64();

    private static void Demo(RunOptions run, double kimg, string folder, params string[] more) =>
        Run("dotnet", [Facts.Demo, "--data", run.Data, "--out", folder, "--seed", Text(run.Seed), "--epochs", Text(kimg / KimgOfEpoch), .. more]);

    /// <summary>Records what the library trains on, and trains on it.</summary>
    private static void Reference(RunOptions run, double kimg, string folder, params string[] more)
    {
        Directory.CreateDirectory(folder);
        var batches = Path.Combine(folder, "batches.bin");
        try
        {
            RecordedBatches.Write(batches, run.Data, run.Seed, kimg);
            Run(run.Python, [Path.Combine(Facts.Root, "test", "Microsoft.ML.Gan.Experiments", "Metrics", "reference_gan.py"), "--batches", batches, "--out", folder, "--seed", Text(run.Seed), .. more]);
        }
        finally
        {
            File.Delete(batches); // some hundred megabytes
        }
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Run(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with code {process.ExitCode}.");
    }
}
