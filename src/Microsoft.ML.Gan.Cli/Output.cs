using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace MlGan.Cli;

/// <summary>
/// Where a command writes: results to standard output, warnings and errors to standard error. With --json, standard output has one
/// JSON document and nothing else, and everything for people goes to standard error.
/// </summary>
/// <param name="standard">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="isTerminal">Whether both are a terminal that can show a moving bar.</param>
internal sealed class Output(TextWriter standard, TextWriter error, bool isTerminal)
{
    public static JsonSerializerOptions JsonOptions { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public TextWriter Standard => standard;

    public TextWriter Error => error;

    /// <summary>Whether standard output is for one JSON document.</summary>
    public bool IsJson { get; set; }

    /// <summary>Whether a moving bar can be shown.</summary>
    public bool IsTerminal => isTerminal;

    /// <summary>A console for tables and bars, on the stream that people read.</summary>
    public IAnsiConsole Console => _console ??= AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(IsJson ? error : standard),
        Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
    });

    private IAnsiConsole? _console;

    public static Output OfConsole() =>
        new(System.Console.Out, System.Console.Error, !System.Console.IsOutputRedirected && !System.Console.IsErrorRedirected);

    /// <summary>A line for people.</summary>
    public void Line(string text) => (IsJson ? error : standard).WriteLine(text);

    public void Warning(string text) => error.WriteLine($"warning: {text}");

    public void Failure(string text) => error.WriteLine($"mlgan: {text}");

    /// <summary>The one JSON document of a command.</summary>
    public void Json(object document) => standard.WriteLine(JsonSerializer.Serialize(document, JsonOptions));

    /// <summary>Names and values, one pair a line.</summary>
    public void Pairs(IEnumerable<(string Name, string Value)> pairs)
    {
        var all = pairs.ToArray();
        var width = all.Max(pair => pair.Name.Length);
        foreach (var (name, value) in all)
            Line($"{name.PadRight(width)}  {value}");
    }
}
