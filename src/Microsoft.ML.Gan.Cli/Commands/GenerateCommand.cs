using System.CommandLine;
using MlGan.Cli.Models;
using MlGan.Cli.Systems;

namespace MlGan.Cli.Commands;

/// <summary><c>mlgan generate RUN|MODEL</c>: writes what the model generates.</summary>
internal static class GenerateCommand
{
    public static Command Create(Output output)
    {
        var model = new Argument<string>("RUN|MODEL") { Description = "A run folder, a model file (.gan), or a pipeline that ML.NET saved (.zip)." };
        var count = new Option<int>("--count") { Description = "How many pictures (default: 16).", DefaultValueFactory = _ => 16, HelpName = "N" };
        var name = new Option<string?>("--class") { Description = "The class to show; without it, one is drawn for each picture.", HelpName = "NAME" };
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same pictures (default: 1).", DefaultValueFactory = _ => 1, HelpName = "N" };
        var truncation = new Option<double?>("--truncation") { Description = "0 to 1: below 1, pictures are better and more alike.", HelpName = "PSI" };
        var grid = new Option<bool>("--grid") { Description = "One picture with all in it." };
        var target = new Option<string>("--out") { Description = "A folder for a PNG file each, or a file (.png) for one picture or a grid.", Required = true, HelpName = "FOLDER|FILE" };
        var json = new Option<bool>("--json") { Description = "Writes one JSON document." };
        count.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int>() < 1)
                result.AddError("--count must be at least 1.");
        });
        truncation.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<double?>() is < 0 or > 1)
                result.AddError("--truncation must be from 0 to 1.");
        });

        var command = new Command("generate", "Generates from a trained model.") { model, count, name, seed, truncation, grid, target, json };
        command.SetAction(arguments =>
        {
            output.IsJson = arguments.GetValue(json);
            var file = ModelPlace.Find(arguments.GetValue(model)!);
            var system = SystemOf(file);
            var outcome = system.Generate(new GenerationRequest
            {
                Output = output,
                Model = file,
                Count = arguments.GetValue(count),
                Class = arguments.GetValue(name),
                Seed = arguments.GetValue(seed),
                Truncation = arguments.GetValue(truncation),
                Grid = arguments.GetValue(grid),
                Out = arguments.GetValue(target)!,
            });
            output.Line(outcome.Summary);
            if (output.IsJson)
                output.Json(outcome);
            return CommandLine.Done;
        });
        return command;
    }

    /// <summary>The system that can generate from the model in a file.</summary>
    private static IGanSystem SystemOf(string file)
    {
        var kinds = ModelFileFacts.Read(file).Select(model => model.Kind).ToArray();
        return GanSystems.All.FirstOrDefault(system => kinds.Any(system.Recognizes))
            ?? throw new InvalidDataException($"'{file}' holds {string.Join(", ", kinds)}, which generates nothing.");
    }
}
