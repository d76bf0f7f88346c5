namespace Microsoft.ML.Gan;

/// <summary>
/// Which of a folder's pictures can be read, as cursors find it out. What one found holds for all: whatever columns they are
/// asked for, they have the same rows.
/// </summary>
/// <param name="count">How many pictures there are.</param>
/// <param name="warn">Is told, now and then, of the pictures that nobody has been told of yet.</param>
internal sealed class PictureCensus(int count, Action<string> warn)
{
    /// <summary>So many are named in a warning; the others are counted.</summary>
    private const int Named = 5;

    private readonly bool?[] _readable = new bool?[count];
    private readonly List<string> _untold = [];
    private readonly object _lock = new();
    private int _known;
    private int _unreadable;
    private int _untoldCount;

    /// <summary>How many can be read; null as long as some have not been tried.</summary>
    public long? ReadableCount
    {
        get
        {
            lock (_lock)
                return _known == count ? count - _unreadable : null;
        }
    }

    /// <summary>Null: it has not been tried.</summary>
    public bool? IsReadable(int index)
    {
        lock (_lock)
            return _readable[index];
    }

    /// <param name="index">A picture that was tried.</param>
    /// <param name="problem">Why it cannot be read; null if it can.</param>
    public void Add(int index, string? problem)
    {
        lock (_lock)
        {
            if (_readable[index] is not null)
                return;
            _readable[index] = problem is null;
            _known++;
            if (problem is null)
                return;
            _unreadable++;
            _untoldCount++;
            if (_untold.Count < Named)
                _untold.Add(problem);
        }
    }

    /// <summary>Warns of what has been found since the last time.</summary>
    public void Tell()
    {
        string message;
        lock (_lock)
        {
            if (_untoldCount == 0)
                return;
            var others = _untoldCount > _untold.Count ? $" And {_untoldCount - _untold.Count} others." : "";
            message = $"{_untoldCount} of {count} pictures were skipped, for they cannot be read. {string.Join(' ', _untold)}{others}";
            _untold.Clear();
            _untoldCount = 0;
        }

        warn(message);
    }
}
