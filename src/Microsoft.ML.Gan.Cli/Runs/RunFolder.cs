using System.Text.Json;
using System.Text.Json.Nodes;
using MlGan.Cli.Report;

namespace MlGan.Cli.Runs;

/// <summary>The folder of a run: what it was asked for, its log, checkpoints and model. The library writes the rest.</summary>
/// <param name="path">The folder.</param>
internal sealed class RunFolder(string path)
{
    public string Root => path;

    public string Description => Path.Combine(path, "run.json");

    public string Log => Path.Combine(path, "log.txt");

    public string Model => Path.Combine(path, RunRecord.ModelName);

    public string Metrics => Path.Combine(path, "metrics.jsonl");

    public string Checkpoints => Path.Combine(path, "checkpoints");

    public bool IsRun => File.Exists(Description);

    /// <summary>Whether there is anything to go on with or to generate from; not if the run ended before its first checkpoint.</summary>
    public bool HasState => File.Exists(Model) || (Directory.Exists(Checkpoints) && Directory.EnumerateFiles(Checkpoints, "*.json").Any());

    /// <summary>Makes the folder for a new run. A run that never got as far as a checkpoint is removed.</summary>
    /// <exception cref="InvalidOperationException">There is a run, or something else, in it already.</exception>
    public void RequireEmpty()
    {
        if (File.Exists(path))
            throw new InvalidOperationException($"'{path}' is a file; --out names a folder.");
        if (IsRun && !HasState)
        {
            Clear();
            return;
        }

        if (IsRun)
        {
            var run = Read();
            throw new InvalidOperationException(
                $"'{path}' holds a run already ({run.Command}, begun {run.Begun:yyyy-MM-dd HH:mm} UTC{(File.Exists(Model) ? ", with a model" : "")}). " +
                "Go on with it by --resume, or give another folder.");
        }

        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Select(Path.GetFileName).FirstOrDefault() is { } other)
            throw new InvalidOperationException($"'{path}' is not empty: it holds '{other}' and is no run. Give a new folder.");
        Directory.CreateDirectory(path);
    }

    /// <summary>Removes what a run writes, and nothing else.</summary>
    private void Clear()
    {
        foreach (var file in (string[])["run.json", "log.txt", "options.json", "metrics.jsonl", "warnings.jsonl", ReportWriter.FileName])
            File.Delete(Path.Combine(path, file));
        foreach (var folder in (string[])["checkpoints", "grids", "tensorboard"])
        {
            if (Directory.Exists(Path.Combine(path, folder)))
                Directory.Delete(Path.Combine(path, folder), recursive: true);
        }
    }

    /// <exception cref="InvalidDataException">There is no run, or its description cannot be read.</exception>
    public RunDescription Read()
    {
        if (!IsRun)
            throw new InvalidDataException($"'{path}' is no run folder: it has no run.json.");
        try
        {
            var run = JsonSerializer.Deserialize<RunDescription>(File.ReadAllText(Description), Output.JsonOptions)
                ?? throw new InvalidDataException($"'{Description}' is empty.");
            return run.Format == RunDescription.CurrentFormat
                ? run
                : throw new InvalidDataException($"'{Description}' has format {run.Format}; this version of mlgan reads format {RunDescription.CurrentFormat}.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{Description}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Writes the description, all at once.</summary>
    public void Write(RunDescription run)
    {
        var draft = Description + ".tmp";
        File.WriteAllText(draft, JsonSerializer.Serialize(run, Output.JsonOptions));
        File.Move(draft, Description, overwrite: true);
    }
}

/// <summary>What a run is, as <c>run.json</c> has it.</summary>
internal sealed record RunDescription
{
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    /// <summary>The system that was trained.</summary>
    public required string System { get; init; }

    /// <summary>The version of mlgan that began it.</summary>
    public required string Version { get; init; }

    /// <summary>The command that began it.</summary>
    public required string Command { get; init; }

    public required DateTime Begun { get; init; }

    /// <summary>The line that said what would be trained.</summary>
    public string Summary { get; init; } = "";

    /// <summary>What the system's training needs to go on: its data, how they are prepared, and all that was decided.</summary>
    public required JsonNode Settings { get; init; }
}
