namespace Microsoft.ML.Gan.Data;

/// <summary>
/// Records which of a folder's pictures can be read, and what is lost of them, as cursors decode them. The result is shared, so that all cursors have
/// the same rows, whichever columns they read.
/// </summary>
/// <param name="count">The number of pictures.</param>
/// <param name="labels">The label of each; null if they have none.</param>
/// <param name="tell">Receives messages not yet reported, and whether they are warnings.</param>
internal sealed class PictureCensus(int count, IReadOnlyList<string>? labels, Action<string, bool> tell)
{
    /// <summary>The number of pictures that a warning names; the others are counted.</summary>
    private const int Named = 5;

    private static readonly (PictureNotes Note, bool IsWarning, string Message)[] _messages =
    [
        (PictureNotes.Transparent, true, "have transparent parts, which are white now; the argument background chooses another colour, or white without this warning"),
        (PictureNotes.WhollyTransparent, true, "are fully transparent, so that only the background is visible"),
        (PictureNotes.SixteenBits, true, "have 16 bits per value, of which the upper 8 are kept; values that use fewer of the 16 bits become dark"),
        (PictureNotes.Animated, false, "have several frames, of which the first is taken"),
    ];

    private readonly bool?[] _readable = new bool?[count];
    private readonly bool[] _isDecoded = new bool[count];
    private readonly int[] _noted = new int[_messages.Length];
    private readonly List<string> _untold = [];
    private readonly object _lock = new();
    private int _known;
    private int _unreadable;
    private int _untoldCount;
    private bool _toldEmptyClasses;

    /// <summary>The number of readable pictures; null until all have been tried.</summary>
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

    /// <param name="index">A picture that was decoded.</param>
    /// <param name="notes">The information lost in its image.</param>
    public void AddDecoded(int index, PictureNotes notes)
    {
        lock (_lock)
        {
            if (!_isDecoded[index])
            {
                for (var i = 0; i < _messages.Length; i++)
                    _noted[i] += notes.HasFlag(_messages[i].Note) ? 1 : 0;
            }

            _isDecoded[index] = true;
            if (_readable[index] is null)
                (_readable[index], _known) = (true, _known + 1);
        }
    }

    /// <param name="index">A picture that was tried.</param>
    /// <param name="problem">Why it cannot be read.</param>
    public void AddUnreadable(int index, string problem)
    {
        lock (_lock)
        {
            if (_readable[index] is not null)
                return;
            (_readable[index], _known) = (false, _known + 1);
            _unreadable++;
            _untoldCount++;
            if (_untold.Count < Named)
                _untold.Add(problem);
        }
    }

    /// <summary>Reports what has been found since the last report.</summary>
    public void Tell()
    {
        var messages = new List<(string Text, bool IsWarning)>();
        lock (_lock)
        {
            if (_untoldCount > 0)
            {
                var others = _untoldCount > _untold.Count ? $" And {_untoldCount - _untold.Count} others." : "";
                messages.Add(($"{_untoldCount} of {count} pictures were skipped, because they cannot be read. {string.Join(' ', _untold)}{others}", true));
                _untold.Clear();
                _untoldCount = 0;
            }

            if (EmptyClasses() is { } empty)
                messages.Add((empty, true));
            for (var i = 0; i < _messages.Length; i++)
            {
                if (_noted[i] > 0)
                    messages.Add(($"{_noted[i]} of {count} pictures {_messages[i].Message}.", _messages[i].IsWarning));
                _noted[i] = 0;
            }
        }

        foreach (var (text, isWarning) in messages)
            tell(text, isWarning);
    }

    /// <summary>Once all pictures were tried: the classes of which none can be read.</summary>
    private string? EmptyClasses()
    {
        if (labels is null || _toldEmptyClasses || _known < count || _unreadable == 0)
            return null;
        _toldEmptyClasses = true;
        return ClassFolders.EmptyOf(labels.Distinct(), labels.Where((_, index) => _readable[index] == true).Distinct());
    }
}
