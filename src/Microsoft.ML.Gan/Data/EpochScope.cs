namespace Microsoft.ML.Gan;

/// <summary>
/// Says to views that are opened below others which epoch they are opened for: a cursor's signature has no place for it, and
/// ML.NET's transforms between an augmented view and its reader pass nothing else on. They do open their source's cursor while
/// their own is being opened, on the same thread, and that is all this relies on.
/// </summary>
internal sealed class EpochScope : IDisposable
{
    [ThreadStatic]
    private static EpochScope? _current;

    private readonly EpochScope? _outer = _current;
    private readonly long _epoch;

    private EpochScope(long epoch) => _epoch = epoch;

    /// <summary>Whether a view has asked: then rows look different in each epoch, and must not be kept.</summary>
    public bool WasAsked { get; private set; }

    /// <summary>Until it is disposed, cursors are opened for this epoch.</summary>
    public static EpochScope Begin(long epoch) => _current = new EpochScope(epoch);

    /// <summary>The epoch that a cursor is opened for; 0 where nobody says.</summary>
    public static long Ask()
    {
        if (_current is not { } scope)
            return 0;
        scope.WasAsked = true;
        return scope._epoch;
    }

    public void Dispose() => _current = _outer;
}
