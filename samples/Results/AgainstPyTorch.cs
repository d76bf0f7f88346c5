using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MetricsSample;
using Microsoft.ML;

namespace ResultsSample;

/// <summary>
/// The demo's two GANs by the library and by plain PyTorch (samples/Metrics/reference_gan.py): the same networks, losses,
/// optimizers and budget. Each program writes its pictures and a summary into a folder of its own; both are measured by one
/// call. Pictures that are there already are measured and not made again.
/// </summary>
internal static class AgainstPyTorch
{
    private const string Images = "generated-images-idx3-ubyte.gz";
    private const string Labels = "generated-labels-idx1-ubyte.gz";
    private const string Summary = "summary.json";
    private const int BatchSize = 64;

    public static Experiment Experiment { get; } = new(
        "pytorch",
        FashionRows.Columns,
        [
            Made("demo-mlp", "MLP, non-saturating: this library", (run, folder) => Demo(run, folder, "--mlp")),
            Made("torch-mlp", "MLP, non-saturating: PyTorch", (run, folder) => Reference(run, folder, "--mlp")),
            Made("demo-dcgan", "DCGAN, width 32, hinge: this library", (run, folder) => Demo(run, folder)),
            Made("torch-dcgan", "DCGAN, width 32, hinge: PyTorch", (run, folder) => Reference(run, folder)),
        ]);

    private static Row Made(string name, string title, Func<RunOptions, string, ProcessStartInfo> program) => new(name, title, run =>
    {
        var folder = Path.ChangeExtension(run.Picture, null);
        if (!File.Exists(Path.Combine(folder, Labels)))
            Run(program(run, folder));

        var ml = new MLContext(seed: run.Seed);
        var made = PictureRow.Load(ml, Path.Combine(folder, Images), Path.Combine(folder, Labels));
        FashionPictures.WritePicture(made, run.Picture);
        var metrics = FashionPictures.Load(ml, run).Measure(made);
        using var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, Summary)));
        var steps = summary.RootElement.GetProperty("steps").GetInt64();
        return new Outcome
        {
            Numbers = FashionPictures.Numbers(metrics),
            TrainingSeconds = summary.RootElement.GetProperty("trainingSeconds").GetDouble(),
            Steps = steps,
            Kimg = steps * BatchSize / 1000.0,
            Extractor = metrics.FeatureExtractor,
        };
    });

    private static ProcessStartInfo Demo(RunOptions run, string folder, params string[] more) =>
        new("dotnet", [Facts.Demo, .. Common(run, folder), .. more]);

    private static ProcessStartInfo Reference(RunOptions run, string folder, params string[] more) =>
        new(run.Python, [Path.Combine(Facts.Root, "samples", "Metrics", "reference_gan.py"), .. Common(run, folder), .. more]);

    private static IEnumerable<string> Common(RunOptions run, string folder)
    {
        string[] common = ["--data", run.Data, "--out", folder, "--seed", run.Seed.ToString(CultureInfo.InvariantCulture)];
        return run.Kimg is { } kimg ? [.. common, "--epochs", (kimg / 60).ToString(CultureInfo.InvariantCulture)] : common;
    }

    private static void Run(ProcessStartInfo program)
    {
        using var process = Process.Start(program)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{program.FileName} {string.Join(' ', program.ArgumentList)}' ended with code {process.ExitCode}.");
    }
}
