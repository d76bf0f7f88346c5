using System.CommandLine;
using MlGan.Cli.Report;

namespace MlGan.Cli.Commands;

/// <summary><c>mlgan report RUN</c>: writes the page of a run.</summary>
internal static class ReportCommand
{
    public static Command Create(Output output)
    {
        var run = new Argument<string>("RUN") { Description = "A run folder; its training may still go on." };
        var json = new Option<bool>("--json") { Description = "Writes one JSON document." };
        var command = new Command("report", "Writes report.html into a run folder: pictures over time, curves, warnings, options.") { run, json };
        command.SetAction(arguments =>
        {
            output.IsJson = arguments.GetValue(json);
            var folder = arguments.GetValue(run)!;
            if (!Directory.Exists(folder))
                throw new DirectoryNotFoundException($"There is no run folder '{folder}'.");
            var page = ReportWriter.Write(folder);
            if (output.IsJson)
                output.Json(new { Report = Path.GetFullPath(page) });
            else
                output.Line($"Written: {page}");
            return CommandLine.Done;
        });
        return command;
    }
}
