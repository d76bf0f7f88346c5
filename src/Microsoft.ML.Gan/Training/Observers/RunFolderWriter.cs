using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Gan.Training;

/// <summary>
/// Writes into the folder of a run what it was trained with (<c>options.json</c>), a line for each progress report
/// (<c>metrics.jsonl</c>) and each warning (<c>warnings.jsonl</c>), and pictures of the same latents over time (<c>grids</c>).
/// </summary>
/// <param name="directory">The folder; made if it is not there.</param>
/// <param name="options">The content of <c>options.json</c>.</param>
/// <param name="gridCadence">How often a grid is saved.</param>
/// <param name="saveGrid">Saves a grid of pictures by the generator, after so many steps, as a file.</param>
/// <param name="warnings">All warnings of the training so far; grows while it goes on.</param>
/// <param name="warn">Is told when the folder cannot be written to any more. The training goes on without it.</param>
/// <param name="info">Is told what an earlier run left in the folder that does not count any more.</param>
/// <remarks>
/// A training that is resumed, or rolled back, does the later steps again: their lines and grids are removed. Warnings stay, and one
/// that is told again at the same step is not written again. A training that begins anew begins all files anew.
/// </remarks>
internal sealed class RunFolderWriter(
    string directory,
    JsonObject options,
    Cadence gridCadence,
    Action<long, string> saveGrid,
    IReadOnlyCollection<string> warnings,
    Action<string> warn,
    Action<string> info) : ITrainingObserver, IDisposable
{
    private const string Step = "step";

    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _grids = Path.Combine(directory, "grids");
    private readonly JsonLinesFile _metrics = new(Path.Combine(directory, "metrics.jsonl"));
    private readonly JsonLinesFile _warnings = new(Path.Combine(directory, "warnings.jsonl"));
    private readonly HashSet<(long Step, string Message)> _warned = [];
    private int _warningsRead;
    private long? _lastReport;
    private long _step;
    private bool _hasFailed;

    public void Started(TrainingRun run) => Write(run, () =>
    {
        Directory.CreateDirectory(_grids);
        var path = Path.Combine(directory, "options.json");
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, options, _json));
        RemoveLater(run.StepsDone);
        var (kept, _, damaged) = _warnings.Keep(line => run.StepsDone > 0 && StepOf(line) is not null);
        if (damaged > 0)
            info($"'{directory}': {damaged} lines of warnings.jsonl could not be read and were removed.");
        foreach (var line in kept)
            _warned.Add((StepOf(line)!.Value, line["message"]?.ToString() ?? ""));
        AddWarnings();
    });

    /// <summary>
    /// Writes a report. That of an evaluation takes the place of the one of the same step. Where there is none, it repeats the scalars of an
    /// earlier step, which are left out.
    /// </summary>
    public void Add(GanProgress progress) => Write(() =>
    {
        if (progress.Step == _lastReport)
            _metrics.ReplaceLast(ToJson(progress));
        else if (progress.Metrics is null)
            _metrics.Add(ToJson(progress));
        else
            _metrics.Add(ToJson(progress with { ImagesPerSecond = double.NaN, Scalars = new Dictionary<string, double>(), AugmentationProbability = null }));
        _lastReport = progress.Step;
    });

    public bool IsDue(TrainingRun run) => !_hasFailed && gridCadence.IsDue(run);

    public void StepDone(TrainingRun run) => Write(run, () =>
    {
        // What is killed while it writes leaves no half of a picture under the name of a whole one.
        var (path, temporary) = (Path.Combine(_grids, GridName(run.StepsDone)), Path.Combine(_grids, ".unfinished.png"));
        File.Delete(temporary);
        saveGrid(run.StepsDone, temporary);
        File.Move(temporary, path, overwrite: true);
        AddWarnings();
    });

    public void ScalarsRead(TrainingRun run, IReadOnlyList<StepScalars> steps) => Write(run, AddWarnings);

    public void RolledBack(TrainingRun run) => Write(run, () =>
    {
        RemoveLater(run.StepsDone);
        AddWarnings();
    });

    public void Ended(TrainingRun run) => Write(run, AddWarnings);

    /// <summary>Writes the warnings that came after the end of the run.</summary>
    public void Dispose() => Write(AddWarnings);

    private static string GridName(long step) => string.Create(CultureInfo.InvariantCulture, $"step-{step:D6}.png");

    private static long? StepOf(JsonObject line) => line[Step] is JsonValue value && value.TryGetValue<long>(out var step) ? step : null;

    /// <summary>Numbers that are not finite are null: JSON has no name for them.</summary>
    private static JsonObject ToJson(GanProgress progress) => new()
    {
        [Step] = progress.Step,
        ["totalSteps"] = progress.TotalSteps,
        ["firstStep"] = progress.FirstStep,
        ["stage"] = progress.Stage,
        ["images"] = progress.Images,
        ["elapsedSeconds"] = Number(progress.Elapsed.TotalSeconds),
        ["imagesPerSecond"] = Number(progress.ImagesPerSecond),
        ["scalars"] = ToJson(progress.Scalars.Select(scalar => (scalar.Key, scalar.Value))),
        ["augmentationProbability"] = progress.AugmentationProbability is { } probability ? Number(probability) : null,
        ["metrics"] = progress.Metrics is { } metrics ? ToJson(metrics.Values.Select(value => (value.Name, value.Value))) : null,
        ["metricsOfRealImages"] = progress.Metrics is { } compared
            ? ToJson(compared.Values.Select(value => (value.Name, value.OfRealImages?.Mean ?? compared.RealReference?[value.Name] ?? double.NaN)).Where(value => double.IsFinite(value.Item2)))
            : null,
    };

    private static JsonObject ToJson(IEnumerable<(string Name, double Value)> numbers)
    {
        var json = new JsonObject();
        foreach (var (name, value) in numbers)
            json[name] = Number(value);
        return json;
    }

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private void RemoveLater(long lastStep)
    {
        var (kept, removed, damaged) = _metrics.Keep(line => lastStep > 0 && StepOf(line) <= lastStep);
        _lastReport = kept.Count > 0 ? StepOf(kept[^1]) : null;
        var grids = Directory.GetFiles(_grids, "step-*.png")
            .Where(path => !long.TryParse(Path.GetFileNameWithoutExtension(path)["step-".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var step) || step > lastStep)
            .ToArray();
        Array.ForEach(grids, File.Delete);
        if (removed + grids.Length > 0)
            info($"'{directory}': {removed} lines of metrics.jsonl ({damaged} of them incomplete) and {grids.Length} grids of steps after {lastStep} were removed.");
    }

    private void AddWarnings()
    {
        if (warnings.Count == _warningsRead)
            return;
        string[] added = [.. warnings.Skip(_warningsRead)];
        _warningsRead += added.Length;
        foreach (var message in added.Where(message => _warned.Add((_step, message))))
            _warnings.Add(new JsonObject { [Step] = _step, ["time"] = DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture), ["message"] = message });
    }

    private void Write(TrainingRun run, Action write)
    {
        _step = run.StepsDone;
        Write(write);
    }

    private void Write(Action write)
    {
        if (_hasFailed)
            return;
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _hasFailed = true;
            warn($"The folder of the run '{directory}' cannot be written to any more ({e.Message}). The training goes on without it.");
        }
    }
}
