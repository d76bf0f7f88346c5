using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using MlGan.Cli.Models;
using MlGan.Cli.Runs;

namespace MlGan.Cli.Commands;

/// <summary><c>mlgan inspect FILE|RUN</c>: what it is. No network is made, and no native library is needed.</summary>
internal static class InspectCommand
{
    public static Command Create(Output output)
    {
        var path = new Argument<string>("FILE|RUN") { Description = "A run folder, a model file, or a file of weights (.safetensors)." };
        var json = new Option<bool>("--json") { Description = "Writes one JSON document." };
        var command = new Command("inspect", "Says what a run or a model is, and how it was trained.") { path, json };
        command.SetAction(arguments =>
        {
            output.IsJson = arguments.GetValue(json);
            Inspect(arguments.GetValue(path)!, output);
            return CommandLine.Done;
        });
        return command;
    }

    private static void Inspect(string path, Output output)
    {
        if (Directory.Exists(path))
            Show(new RunFolder(path), output);
        else if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file or folder '{path}'.");
        else if (ModelFileFacts.IsZip(path))
            Show(path, ModelFileFacts.Read(path), output);
        else if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            ShowWeights(path, output);
        else
            throw new InvalidDataException($"'{path}' is no model of MlGan (a zip), no safetensors file and no run folder.");
    }

    private static void Show(RunFolder run, Output output)
    {
        var description = run.Read();
        var model = File.Exists(run.Model) ? ModelFileFacts.Read(run.Model)[0] : null;
        var checkpoints = Directory.Exists(run.Checkpoints) ? Directory.GetFiles(run.Checkpoints, "*.safetensors").Length : 0;
        var last = LastReport(run);
        var isComplete = last is { } report && (long?)report["step"] >= (long?)report["totalSteps"];
        if (output.IsJson)
        {
            output.Json(new { Type = "run", Path = run.Root, description.System, description.Version, description.Command, description.Begun, description.Summary, description.Settings, IsComplete = isComplete, Checkpoints = checkpoints, LastReport = last, Model = model });
            return;
        }

        List<(string, string)> pairs =
        [
            ("run", run.Root),
            ("system", description.System),
            ("command", description.Command),
            ("begun", $"{description.Begun:yyyy-MM-dd HH:mm} UTC, mlgan {description.Version}"),
            ("training", description.Summary),
            ("progress", last is null ? "no report yet" : $"step {last["step"]} of {last["totalSteps"]}{(isComplete ? ", complete" : "; --resume goes on")}"),
            ("checkpoints", checkpoints.ToString(CultureInfo.InvariantCulture)),
        ];
        if (model is null)
            pairs.Add(("model", "none yet"));
        else
            pairs.AddRange(Lines(model));
        output.Pairs(pairs);
    }

    private static void Show(string path, IReadOnlyList<ModelFileFacts> models, Output output)
    {
        if (output.IsJson)
        {
            output.Json(new { Type = models[0].IsPipeline ? "pipeline" : "model", Path = path, Models = models });
            return;
        }

        if (models[0].IsPipeline)
            output.Line($"A pipeline that ML.NET saved, with {models.Count} {(models.Count == 1 ? "model" : "models")} of MlGan.");
        foreach (var model in models)
            output.Pairs(Lines(model));
    }

    private static void ShowWeights(string path, Output output)
    {
        using var file = File.OpenRead(path);
        var count = ModelFileFacts.CountWeights(file, file.Length);
        if (output.IsJson)
            output.Json(new { Type = "weights", Path = path, Parameters = count });
        else
            output.Line($"A safetensors file of {count:N0} weights; a model file says more.");
    }

    private static IEnumerable<(string Name, string Value)> Lines(ModelFileFacts model)
    {
        yield return ("model", model.Kind);
        if (model.Architecture is { } architecture)
            yield return ("architecture", architecture + (model.Loss is { } loss ? $", loss {loss}" : ""));
        if (model.Width is { } width)
            yield return ("pictures", $"{width}×{model.Height}, {(model.Channels == 1 ? "gray" : "colour")}");
        if (model.LatentSize is { } latent)
            yield return ("latent", latent.ToString(CultureInfo.InvariantCulture));
        yield return ("classes", model.Classes.Count == 0 ? "none" : $"{model.Classes.Count}: {string.Join(", ", model.Classes.Take(20))}{(model.Classes.Count > 20 ? ", …" : "")}");
        yield return ("parameters", string.Join(", ", model.Parameters.Select(one => $"{one.Key} {one.Value:N0}")));
        if (model.Training is { } training)
        {
            yield return ("trained", string.Create(
                CultureInfo.InvariantCulture, $"{(long?)training["steps"]:N0} steps, {(long?)training["images"]:N0} pictures in batches of {training["batchSize"]}, on {training["device"]}, seed {model.Seed}"));
        }

        yield return ("written by", $"MlGan {model.LibraryVersion}");
    }

    private static JsonNode? LastReport(RunFolder run)
    {
        if (!File.Exists(run.Metrics))
            return null;
        try
        {
            return File.ReadLines(run.Metrics).LastOrDefault(line => line.Length > 0) is { } line ? JsonNode.Parse(line) : null;
        }
        catch (System.Text.Json.JsonException)
        {
            return null; // the last line is being written
        }
    }
}
