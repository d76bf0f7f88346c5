using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlGan.Cli.Report;

/// <summary>What the folder of a run holds (docs/runs.md). What is not there yet is empty; what cannot be read is counted.</summary>
internal sealed record RunRecord
{
    /// <summary>The model that a finished training leaves in its folder.</summary>
    public const string ModelName = "model.gan";

    private static readonly JsonDocumentOptions _json = new() { AllowDuplicateProperties = false };

    /// <summary>The name of the folder.</summary>
    public required string Name { get; init; }

    /// <summary><c>options.json</c>; empty if it is not there or cannot be read.</summary>
    public required JsonObject Options { get; init; }

    /// <summary>Why <c>options.json</c> is empty; null if it was read.</summary>
    public required string? OptionsProblem { get; init; }

    /// <summary>The lines of <c>metrics.jsonl</c>, in the order of their steps.</summary>
    public required IReadOnlyList<RunReport> Reports { get; init; }

    /// <summary>Lines of <c>metrics.jsonl</c> that cannot be read.</summary>
    public required int DamagedReports { get; init; }

    public required IReadOnlyList<RunWarning> Warnings { get; init; }

    /// <summary>Lines of <c>warnings.jsonl</c> that cannot be read.</summary>
    public required int DamagedWarnings { get; init; }

    /// <summary>The files of grids with their steps, in order.</summary>
    public required IReadOnlyList<(long Step, string Path)> Grids { get; init; }

    /// <summary>The file of the model; null if there is none.</summary>
    public required string? Model { get; init; }

    /// <summary>Real images that one step takes; null if the folder does not say.</summary>
    public double? ImagesPerStep =>
        Options["imagesPerStep"] is JsonValue value && value.TryGetValue<double>(out var images) ? images
        : Reports.Count > 0 && Reports[^1].Step > 0 ? (double)Reports[^1].Images / Reports[^1].Step
        : null;

    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The folder is not one of a run.</exception>
    public static RunRecord Read(string folder)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}'. Give the folder of a run.");
        var files = (Options: Path.Combine(folder, "options.json"), Metrics: Path.Combine(folder, "metrics.jsonl"), Grids: Path.Combine(folder, "grids"));
        if (!File.Exists(files.Options) && !File.Exists(files.Metrics) && !Directory.Exists(files.Grids))
            throw new InvalidDataException($"'{folder}' is not the folder of a run: it has neither options.json nor metrics.jsonl nor grids. A training writes them with RunDirectory.");

        var (options, problem) = ReadOptions(files.Options);
        var (reports, damagedReports) = ReadLines(files.Metrics, RunReport.Of);
        var (warnings, damagedWarnings) = ReadLines(Path.Combine(folder, "warnings.jsonl"), RunWarning.Of);
        var model = Path.Combine(folder, ModelName);
        return new RunRecord
        {
            Name = Path.GetFileName(folder),
            Options = options,
            OptionsProblem = problem,
            Reports = [.. reports.OrderBy(report => report.Step)],
            DamagedReports = damagedReports,
            Warnings = warnings,
            DamagedWarnings = damagedWarnings,
            Grids = Directory.Exists(files.Grids) ? [.. GridsOf(files.Grids).OrderBy(grid => grid.Step)] : [],
            Model = File.Exists(model) ? model : null,
        };
    }

    private static IEnumerable<(long Step, string Path)> GridsOf(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "step-*.png"))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(path)["step-".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var step))
                yield return (step, path);
        }
    }

    private static (JsonObject Options, string? Problem) ReadOptions(string path)
    {
        if (!File.Exists(path))
            return ([], "options.json is not there.");
        try
        {
            return JsonNode.Parse(File.ReadAllText(path), documentOptions: _json) is JsonObject options ? (options, null) : ([], "options.json is not an object.");
        }
        catch (JsonException e)
        {
            return ([], $"options.json cannot be read: {e.Message}");
        }
    }

    private static (IReadOnlyList<T> Items, int Damaged) ReadLines<T>(string path, Func<JsonObject, T?> parse)
        where T : class
    {
        if (!File.Exists(path))
            return ([], 0);
        // The training may be writing.
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var (items, damaged) = (new List<T>(), 0);
        while (reader.ReadLine() is { } line)
        {
            if (line.Trim() == "")
                continue;
            if (ParseLine(line) is { } json && parse(json) is { } item)
                items.Add(item);
            else
                damaged++;
        }

        return (items, damaged);
    }

    private static JsonObject? ParseLine(string line)
    {
        try
        {
            return JsonNode.Parse(line, documentOptions: _json) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A line of <c>metrics.jsonl</c>. Numbers that are not finite are left out.</summary>
internal sealed record RunReport(
    long Step,
    long TotalSteps,
    long FirstStep,
    long Images,
    double Seconds,
    double? ImagesPerSecond,
    double? AugmentationProbability,
    IReadOnlyDictionary<string, double> Scalars,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyDictionary<string, double> MetricsOfRealImages)
{
    /// <returns>Null if the line is not a report.</returns>
    public static RunReport? Of(JsonObject line) => Number(line["step"]) is not { } step || Number(line["images"]) is not { } images ? null : new RunReport(
        (long)step,
        (long)(Number(line["totalSteps"]) ?? 0),
        (long)(Number(line["firstStep"]) ?? 0),
        (long)images,
        Number(line["elapsedSeconds"]) ?? 0,
        Number(line["imagesPerSecond"]),
        Number(line["augmentationProbability"]),
        Numbers(line["scalars"]),
        Numbers(line["metrics"]),
        Numbers(line["metricsOfRealImages"]));

    private static double? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<double>(out var number) && double.IsFinite(number) ? number : null;

    private static Dictionary<string, double> Numbers(JsonNode? node)
    {
        var numbers = new Dictionary<string, double>();
        foreach (var (name, value) in node as JsonObject ?? [])
        {
            if (Number(value) is { } number)
                numbers[name] = number;
        }

        return numbers;
    }
}

/// <summary>A line of <c>warnings.jsonl</c>.</summary>
internal sealed record RunWarning(long Step, string Time, string Message)
{
    /// <returns>Null if the line is not a warning.</returns>
    public static RunWarning? Of(JsonObject line) =>
        line["step"] is JsonValue step && step.TryGetValue<long>(out var number) && line["message"] is JsonValue message
            ? new RunWarning(number, line["time"]?.ToString() ?? "", message.ToString())
            : null;
}
