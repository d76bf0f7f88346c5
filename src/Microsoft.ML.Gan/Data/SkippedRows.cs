using System.Collections.Concurrent;

namespace Microsoft.ML.Gan.Data;

/// <summary>
/// Counts rows that are skipped because they cannot be read, and reports them at the end of each pass over the data. They are found on the reading
/// thread and reported on the thread that requests batches.
/// </summary>
/// <param name="tell">Receives the number of skipped rows, and the reasons of the first ones.</param>
internal sealed class SkippedRows(Action<string> tell)
{
    /// <summary>The number of rows whose reasons a message gives; the others are counted.</summary>
    private const int Named = 5;

    private readonly ConcurrentQueue<string> _messages = new();
    private readonly List<string> _first = [];
    private long _count;
    private long _toldCount;

    /// <summary>The reasons of the rows skipped in this pass; empty if none was.</summary>
    public string Reasons => _count == 0
        ? ""
        : string.Join(' ', _first) + (_count > _first.Count ? $" And {_count - _first.Count} others." : "");

    /// <param name="problem">What is wrong with the row; it names column and row.</param>
    public void Add(string problem)
    {
        if (_count++ < Named)
            _first.Add(problem);
    }

    /// <summary>Ends a pass; it is reported if it differs from the last one.</summary>
    /// <param name="good">The number of rows that it did not skip.</param>
    public void EndPass(long good)
    {
        if (_count > 0 && _count != _toldCount)
            _messages.Enqueue($"{_count} of {_count + good} rows were skipped. {Reasons}");
        _toldCount = _count;
        StartPass();
    }

    /// <summary>Begins a pass, whether or not the previous one ended.</summary>
    public void StartPass()
    {
        _count = 0;
        _first.Clear();
    }

    /// <summary>Reports an unfinished first pass at the end.</summary>
    public void End()
    {
        if (_toldCount == 0 && _count > 0)
            _messages.Enqueue($"{_count} rows were skipped before training ended. {Reasons}");
        StartPass();
        Tell();
    }

    /// <summary>Reports what is not yet reported.</summary>
    public void Tell()
    {
        while (_messages.TryDequeue(out var message))
            tell(message);
    }
}
