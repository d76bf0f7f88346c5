using System.Globalization;
using Microsoft.ML.Runtime;

namespace MlGan.Cli.Runs;

/// <summary>ML.NET's messages: all into the run's <c>log.txt</c>, warnings and errors to the screen, each once.</summary>
internal sealed class RunLog : IDisposable
{
    private readonly Output _output;
    private readonly bool _isVerbose;
    private readonly HashSet<string> _shown = [];
    private readonly Lock _lock = new();
    private StreamWriter? _file;

    private RunLog(MLContext ml, Output output, bool isVerbose)
    {
        (_output, _isVerbose) = (output, isVerbose);
        ml.Log += (_, message) => Take(message);
    }

    public static RunLog Of(MLContext ml, Output output, bool isVerbose) => new(ml, output, isVerbose);

    /// <summary>Writes what comes from now on to a file, behind what it has.</summary>
    public void WriteTo(string path) => _file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true };

    /// <summary>Writes a line of the tool's own.</summary>
    public void Note(string text)
    {
        lock (_lock)
            WriteToFile("mlgan", text);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private void Take(LoggingEventArgs message)
    {
        if (message.Kind == ChannelMessageKind.Trace)
            return;
        lock (_lock)
        {
            WriteToFile(message.Kind.ToString(), message.RawMessage);
            var isWarning = message.Kind is ChannelMessageKind.Warning or ChannelMessageKind.Error;
            if (isWarning ? _shown.Add(message.RawMessage) : _isVerbose)
                Show(message.RawMessage, isWarning);
        }
    }

    private void Show(string text, bool isWarning)
    {
        if (isWarning)
            _output.Warning(text);
        else
            _output.Line(text);
    }

    private void WriteToFile(string kind, string text) =>
        _file?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd HH:mm:ss} {kind}: {text}"));
}
