using System.Collections.Concurrent;

namespace Microsoft.ML.Gan.Data;

/// <summary>
/// Rows that are left out because they cannot be read: counted in each pass over the data, and told of at its end. They are
/// found on the thread that reads, and told of on the thread that asks for batches.
/// </summary>
/// <param name="tell">Is told how many rows were skipped, and why the first ones.</param>
internal sealed class SkippedRows(Action<string> tell)
{
    /// <summary>Of so many rows a message says what is wrong with them; the others are counted.</summary>
    private const int Named = 5;

    private readonly ConcurrentQueue<string> _messages = new();
    private readonly List<string> _first = [];
    private long _count;
    private long _toldCount;

    /// <summary>Why the rows that were skipped in this pass were; empty if none was.</summary>
    public string Reasons => _count == 0
        ? ""
        : string.Join(' ', _first) + (_count > _first.Count ? $" And {_count - _first.Count} others." : "");

    /// <param name="problem">What is wrong with the row; it names column and row.</param>
    public void Add(string problem)
    {
        if (_count++ < Named)
            _first.Add(problem);
    }

    /// <summary>A pass ended; there is something to tell if it was not like the last one.</summary>
    /// <param name="good">How many rows it did not skip.</param>
    public void EndPass(long good)
    {
        if (_count > 0 && _count != _toldCount)
            _messages.Enqueue($"{_count} of {_count + good} rows were skipped. {Reasons}");
        _toldCount = _count;
        StartPass();
    }

    /// <summary>A pass begins, whether or not the one before it ended.</summary>
    public void StartPass()
    {
        _count = 0;
        _first.Clear();
    }

    /// <summary>No further pass will end. What an unfinished first one met is not kept secret either.</summary>
    public void End()
    {
        if (_toldCount == 0 && _count > 0)
            _messages.Enqueue($"{_count} rows were skipped before training ended. {Reasons}");
        StartPass();
        Tell();
    }

    /// <summary>Says what there is to say.</summary>
    public void Tell()
    {
        while (_messages.TryDequeue(out var message))
            tell(message);
    }
}
