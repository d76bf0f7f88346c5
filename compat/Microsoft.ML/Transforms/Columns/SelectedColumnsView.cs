using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

// Chosen input columns, and the schema that they make.
internal sealed class ColumnSelection
{
    private readonly DataViewSchema.Column[] _sources;

    public ColumnSelection(DataViewSchema.Column[] sources)
    {
        _sources = sources;
        var builder = new DataViewSchema.Builder();
        foreach (var column in sources)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        Output = builder.ToSchema();
    }

    public DataViewSchema Output { get; }

    public DataViewSchema.Column Source(DataViewSchema.Column column) => _sources[column.Index];
}

internal sealed class SelectedColumnsView(IHost host, IDataView source, ColumnSelection selection) : IDataView, IRowToRowMapper
{
    public DataViewSchema InputSchema => source.Schema;

    public DataViewSchema OutputSchema => selection.Output;

    public DataViewSchema Schema => selection.Output;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
        => dependingColumns.Select(selection.Source).DistinctBy(c => c.Index).ToArray();

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
        => new Row(input, selection, RowCursorUtils.ActiveColumns(activeColumns, selection.Output));

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return Wrap(source.GetRowCursor(GetDependencies(columns), rand), columns);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return Array.ConvertAll(source.GetRowCursorSet(GetDependencies(columns), n, rand), input => Wrap(input, columns));
    }

    private DataViewRowCursor Wrap(DataViewRowCursor input, DataViewSchema.Column[] columns)
        => new Cursor(host, input, selection, RowCursorUtils.ActiveColumns(columns, selection.Output));

    private sealed class Row(DataViewRow input, ColumnSelection selection, bool[] active) : WrappingRow(input)
    {
        public override DataViewSchema Schema => selection.Output;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
            => Input.GetGetter<TValue>(selection.Source(column));
    }

    private sealed class Cursor(IHost host, DataViewRowCursor input, ColumnSelection selection, bool[] active)
        : SynchronizedCursorBase(host, input)
    {
        public override DataViewSchema Schema => selection.Output;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
            => Input.GetGetter<TValue>(selection.Source(column));
    }
}
