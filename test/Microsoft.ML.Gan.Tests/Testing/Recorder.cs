using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>Keeps what is reported, on the reporting thread (unlike <see cref="Progress{T}"/>).</summary>
internal sealed class Recorder<T> : IProgress<T>
{
    public List<T> Reports { get; } = [];

    public void Report(T value) => Reports.Add(value);
}

/// <summary>Keeps what a context logs.</summary>
internal sealed class LogRecorder
{
    private readonly List<LoggingEventArgs> _messages = [];

    public LogRecorder(MLContext ml) => ml.Log += (_, message) =>
    {
        lock (_messages)
            _messages.Add(message);
    };

    public IReadOnlyList<string> Of(ChannelMessageKind kind)
    {
        lock (_messages)
            return [.. _messages.Where(message => message.Kind == kind).Select(message => message.RawMessage)];
    }
}
