namespace Microsoft.ML.Runtime;

public enum ChannelMessageKind
{
    Trace = 0,
    Info = 1,
    Warning = 2,
    Error = 3,
}

[Flags]
public enum MessageSensitivity
{
    None = 0,
    UserData = 0x1,
    Schema = 0x2,
    All = ~0,
    Unknown = All,
}

public interface IPipe<TMessage> : IExceptionContext, IDisposable
{
    void Send(TMessage msg);
}

public interface IChannel : IPipe<ChannelMessage>
{
    void Trace(MessageSensitivity sensitivity, string fmt);

    void Trace(MessageSensitivity sensitivity, string fmt, params object?[] args);

    void Error(MessageSensitivity sensitivity, string fmt);

    void Error(MessageSensitivity sensitivity, string fmt, params object?[] args);

    void Warning(MessageSensitivity sensitivity, string fmt);

    void Warning(MessageSensitivity sensitivity, string fmt, params object?[] args);

    void Info(MessageSensitivity sensitivity, string fmt);

    void Info(MessageSensitivity sensitivity, string fmt, params object?[] args);
}

public readonly struct ChannelMessage
{
    private readonly string _message;
    private readonly object?[]? _args;

    public readonly ChannelMessageKind Kind;
    public readonly MessageSensitivity Sensitivity;

    internal ChannelMessage(ChannelMessageKind kind, MessageSensitivity sensitivity, string message, object?[]? args = null)
    {
        Kind = kind;
        Sensitivity = sensitivity;
        _message = message;
        _args = args;
    }

    // Formatted on demand: most messages are never read.
    public string Message => _args is null ? _message : string.Format(System.Globalization.CultureInfo.InvariantCulture, _message, _args);
}

// Shorthands of upstream for code that does not care about sensitivity.
internal static class HostExtensions
{
    public static T Apply<T>(this IHost host, string channelName, Func<IChannel, T> func)
    {
        using var ch = host.Start(channelName);
        return func(ch);
    }

    public static void Trace(this IChannel ch, string fmt) => ch.Trace(MessageSensitivity.Unknown, fmt);
    public static void Trace(this IChannel ch, string fmt, params object?[] args) => ch.Trace(MessageSensitivity.Unknown, fmt, args);
    public static void Error(this IChannel ch, string fmt) => ch.Error(MessageSensitivity.Unknown, fmt);
    public static void Error(this IChannel ch, string fmt, params object?[] args) => ch.Error(MessageSensitivity.Unknown, fmt, args);
    public static void Warning(this IChannel ch, string fmt) => ch.Warning(MessageSensitivity.Unknown, fmt);
    public static void Warning(this IChannel ch, string fmt, params object?[] args) => ch.Warning(MessageSensitivity.Unknown, fmt, args);
    public static void Info(this IChannel ch, string fmt) => ch.Info(MessageSensitivity.Unknown, fmt);
    public static void Info(this IChannel ch, string fmt, params object?[] args) => ch.Info(MessageSensitivity.Unknown, fmt, args);
}
