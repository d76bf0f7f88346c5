namespace Microsoft.ML.Gan.Data;

/// <summary>The first pass over the data: the columns learn their formats, and the rows are kept as long as they fit.</summary>
/// <param name="source">The rows.</param>
/// <param name="mayKeep">Whether they are the same in each epoch.</param>
/// <param name="memoryBudget">The memory budget for rows in bytes.</param>
internal sealed class FirstPass(RowSource source, bool mayKeep, long memoryBudget)
{
    private readonly byte[][] _values = [.. source.Columns.Select(_ => Array.Empty<byte>())];

    /// <summary>The rows so far; null if they are not kept.</summary>
    public RowStore? Store { get; private set; }

    /// <summary>The number of valid rows.</summary>
    public long Count { get; private set; }

    /// <summary>Whether these are all rows.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Whether rows are not kept and no column can learn more from them.</summary>
    public bool IsEnough => Count > 0 && Store is null && !source.Columns.Any(column => column.NeedsMoreRows(Count));

    /// <summary>Reads one row. An invalid row changes nothing.</summary>
    /// <exception cref="InvalidOperationException">A column has no valid value.</exception>
    public void Read(RowCursor cursor)
    {
        for (var i = 0; i < _values.Length; i++)
            cursor.Values[i].ReadFirst(ref _values[i]);

        // From here on the row is valid.
        for (var i = 0; i < _values.Length; i++)
            cursor.Values[i].Accept(_values[i]);
        if (Count == 0 && mayKeep)
            Begin();
        Count++;
        if (Store is { } store)
            Keep(store, cursor.Id);
    }

    /// <summary>Checks all rows together.</summary>
    /// <exception cref="InvalidOperationException">They are invalid; the message names the column.</exception>
    public void RequireScale()
    {
        foreach (var column in source.Columns)
            column.RequireScale();
    }

    /// <summary>Warns of information lost in reading.</summary>
    public void Tell(Action<string>? warn)
    {
        foreach (var loss in source.Columns.SelectMany(column => column.Losses(Count)))
            warn?.Invoke(loss);
    }

    private void Begin()
    {
        var store = new RowStore(source.Columns);
        if (!(source.Data.GetRowCount() is { } expected && expected * store.RowBytes > memoryBudget))
            Store = store;
    }

    private void Keep(RowStore store, ulong id)
    {
        if (store.IsOutdated(source.Columns))
            Store = store = store.Convert(source.Columns);
        if ((store.Count + 1) * store.RowBytes > memoryBudget)
        {
            Store = null;
            return;
        }

        var index = store.Add(id);
        for (var i = 0; i < _values.Length; i++)
            _values[i].CopyTo(store.Value(index, i));
    }
}
