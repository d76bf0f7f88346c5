using System.CommandLine;
using MlGan.Cli.Systems;

namespace MlGan.Cli.Commands;

/// <summary><c>mlgan systems</c>: what can be trained, and by which presets.</summary>
internal static class SystemsCommand
{
    public static Command Create(Output output)
    {
        var json = new Option<bool>("--json") { Description = "Writes one JSON document." };
        var command = new Command("systems", "Lists what can be trained, and the presets.") { json };
        command.SetAction(arguments =>
        {
            output.IsJson = arguments.GetValue(json);
            if (output.IsJson)
                output.Json(GanSystems.All.Select(system => new { system.Name, system.Description, system.Presets }));
            else
                Show(output);
            return CommandLine.Done;
        });
        return command;
    }

    private static void Show(Output output)
    {
        foreach (var system in GanSystems.All)
        {
            output.Line($"{system.Name}: {system.Description}");
            foreach (var preset in system.Presets)
                output.Line($"  --preset {preset.Name,-16} {preset.Description}");
        }
    }
}
