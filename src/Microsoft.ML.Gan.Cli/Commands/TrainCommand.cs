using System.CommandLine;
using System.CommandLine.Parsing;
using MlGan.Cli.Report;
using MlGan.Cli.Runs;
using MlGan.Cli.Systems;

namespace MlGan.Cli.Commands;

/// <summary><c>mlgan train SYSTEM …</c>: a verb for each system, with the options that all have and those of its own.</summary>
internal static class TrainCommand
{
    public static Command Create(Output output, Option<bool> verbose)
    {
        var train = new Command("train", "Trains a GAN on your data and writes a run folder; --resume goes on with one.");
        foreach (var system in GanSystems.All)
            train.Subcommands.Add(CreateFor(system, output, verbose));
        return train;
    }

    private static Command CreateFor(IGanSystem system, Output output, Option<bool> verbose)
    {
        var run = new Option<DirectoryInfo>("--out") { Description = "The run folder: settings, log, checkpoints and the model.", Required = true, HelpName = "RUN" };
        var preset = new Option<string?>("--preset") { Description = "A published setting by its name; 'mlgan systems' lists them. Default: by the data and the device.", HelpName = "NAME" };
        var kimg = new Option<double?>("--kimg") { Description = "How long to train: thousands of pictures shown to the discriminator.", HelpName = "N" };
        var minutes = new Option<double?>("--minutes") { Description = "How long to train, by the speed of this machine, which is measured first.", HelpName = "N" };
        var seed = new Option<int?>("--seed") { Description = "Seed of everything random (default: 1).", HelpName = "N" };
        var device = new Option<string?>("--device") { Description = "cpu, cuda or cuda:N (default: a GPU if there is one).", HelpName = "NAME" };
        var option = new Option<string[]>("--option") { Description = "Sets any option of the training, for example Training.BatchSize=32; a wrong name lists all.", HelpName = "NAME=VALUE" };
        var resume = new Option<bool>("--resume") { Description = "Goes on with the training in RUN, with its settings." };
        var json = new Option<bool>("--json") { Description = "Writes one JSON document at the end; progress goes to standard error." };

        var command = new Command(system.Name, system.Description);
        system.AddTrainingArguments(command);
        foreach (Option one in (Option[])[run, preset, kimg, minutes, seed, device, option, resume, json])
            command.Options.Add(one);
        command.Validators.Add(result => RefuseBothLengths(result, kimg, minutes));
        command.SetAction(arguments =>
        {
            output.IsJson = arguments.GetValue(json);
            using var interrupt = new InterruptSignal(output);
            var outcome = system.Train(new TrainingRequest
            {
                Output = output,
                RunFolder = arguments.GetValue(run)!.FullName,
                Resume = arguments.GetValue(resume),
                Preset = arguments.GetValue(preset),
                Kimg = arguments.GetValue(kimg),
                Minutes = arguments.GetValue(minutes),
                Seed = arguments.GetValue(seed),
                Device = arguments.GetValue(device),
                Options = arguments.GetValue(option) ?? [],
                Verbose = arguments.GetValue(verbose),
                Command = "mlgan " + string.Join(' ', arguments.Tokens.Select(token => Quoted(token.Value))),
                Arguments = arguments,
                Stop = interrupt.Token,
            });
            WriteReport(outcome.Run, output);
            if (output.IsJson)
                output.Json(outcome);
            return outcome.IsComplete ? CommandLine.Done : CommandLine.Interrupted;
        });
        return command;
    }

    /// <summary>The page of the run. One that cannot be written lets no training fail.</summary>
    private static void WriteReport(string run, Output output)
    {
        try
        {
            output.Line($"Report: {ReportWriter.Write(run)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            output.Warning($"The report could not be written: {e.Message}");
        }
    }

    private static void RefuseBothLengths(CommandResult result, Option<double?> kimg, Option<double?> minutes)
    {
        foreach (var option in (Option<double?>[])[kimg, minutes])
        {
            if (result.GetResult(option) is { Errors: var errors } && !errors.Any() && result.GetValue(option) is <= 0 or double.NaN)
                result.AddError($"{option.Name} must be above 0.");
        }

        if (result.GetResult(kimg) is not null && result.GetResult(minutes) is not null)
            result.AddError("--kimg and --minutes both say how long to train; give one of them.");
    }

    private static string Quoted(string argument) => argument.Length > 0 && !argument.Any(c => char.IsWhiteSpace(c) || c is '"' or '\'' or '$' or '&' or ';' or '>' or '<')
        ? argument
        : "'" + argument.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
