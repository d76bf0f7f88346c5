using System.CommandLine;
using System.Reflection;
using System.Text.Json;
using MlGan.Cli.Commands;
using MlGan.Cli.Systems;

namespace MlGan.Cli;

/// <summary>The verbs of the tool, and what becomes of an exception: one line and an exit code.</summary>
internal sealed class CommandLine
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongArguments = 2;
    public const int Interrupted = 130;

    private readonly Output _output;
    private readonly RootCommand _root;
    private readonly Option<bool> _verbose = new("--verbose") { Description = "Shows the log of the training, and where an error came from.", Recursive = true };

    private CommandLine(Output output)
    {
        _output = output;
        _root = new RootCommand("Trains generative adversarial networks, and uses them.")
        {
            _verbose,
            TrainCommand.Create(output, _verbose),
            GenerateCommand.Create(output),
            EvaluateCommand.Create(output),
            AugmentCommand.Create(output),
            InspectCommand.Create(output),
            ReportCommand.Create(output),
            SystemsCommand.Create(output),
            DoctorCommand.Create(output),
            Unsupported("apply", output),
            Unsupported("export", output),
        };
    }

    /// <summary>The version of the tool, which is that of the library.</summary>
    public static string Version { get; } =
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static CommandLine Create(Output output) => new(output);

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string[] arguments)
    {
        var parsed = _root.Parse(arguments);
        if (parsed.Action is not null && parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                _output.Failure(error.Message);
            _output.Error.WriteLine($"'{NameOf(parsed.CommandResult)} --help' lists what there is.");
            return WrongArguments;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = _output.Standard,
                Error = _output.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (OperationCanceledException)
        {
            _output.Failure("Interrupted.");
            return Interrupted;
        }
        catch (Exception e)
        {
            return Tell(Cause(e), parsed.GetValue(_verbose));
        }
    }

    /// <summary>A verb that is part of the grammar and that no system can do yet: not in the help, and a sentence for who tries it.</summary>
    private static Command Unsupported(string name, Output output)
    {
        var command = new Command(name) { Hidden = true, TreatUnmatchedTokensAsErrors = false };
        command.SetAction(_ =>
        {
            output.Failure($"None of the systems of this version ({string.Join(", ", GanSystems.All.Select(system => system.Name))}) supports '{name}' yet.");
            return WrongArguments;
        });
        return command;
    }

    private static string NameOf(System.CommandLine.Parsing.CommandResult command) =>
        command.Parent is System.CommandLine.Parsing.CommandResult parent ? $"{NameOf(parent)} {command.Command.Name}" : "mlgan";

    private int Tell(Exception e, bool isVerbose)
    {
        var isExpected = e is UsageException or IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException
            or InvalidOperationException or NotSupportedException or GanDivergedException or JsonException;
        _output.Failure(isExpected ? FirstLines(e) : $"{e.GetType().Name}: {e.Message}");
        if (isVerbose)
            _output.Error.WriteLine(e);
        else if (!isExpected)
            _output.Error.WriteLine("This is a fault of mlgan; --verbose shows where it is.");
        return e is UsageException ? WrongArguments : Failed;
    }

    /// <summary>.NET appends the parameter's name to an argument's message, which means nothing to who types a command.</summary>
    private static string FirstLines(Exception e) => e is ArgumentException { ParamName: { } name }
        ? e.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal).Split('\n')[0].TrimEnd()
        : e.Message;

    private static Exception Cause(Exception e)
    {
        while (e is TargetInvocationException or AggregateException && e.InnerException is { } inner)
            e = inner;
        return e;
    }
}
