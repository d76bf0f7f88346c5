namespace Microsoft.ML.Gan.Tests.Conformance;

/// <summary>A view that records which of its columns are read.</summary>
internal sealed class WatchedView(IDataView source) : IDataView
{
    private readonly List<string> _asked = [];

    /// <summary>The columns that any cursor has read.</summary>
    public IReadOnlyList<string> Asked => [.. _asked.Distinct().Order()];

    /// <summary>The number of opened cursors.</summary>
    public int Cursors { get; private set; }

    public DataViewSchema Schema => source.Schema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var needed = Note(columnsNeeded);
        return source.GetRowCursor(needed, rand);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var needed = Note(columnsNeeded);
        return source.GetRowCursorSet(needed, n, rand);
    }

    private DataViewSchema.Column[] Note(IEnumerable<DataViewSchema.Column> columns)
    {
        var needed = columns.ToArray();
        Cursors++;
        _asked.AddRange(needed.Select(column => column.Name));
        return needed;
    }
}
