using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// A view of some rows of another view, chosen by looking at certain of its columns.
internal sealed class FilteredDataView : IDataView
{
    private readonly IDataView _source;
    private readonly DataViewSchema.Column[] _tested;
    private readonly Func<DataViewRow, Func<bool>> _makeTest;

    // makeTest is called once a cursor, so that each has state of its own.
    public FilteredDataView(IDataView source, IEnumerable<DataViewSchema.Column> tested, Func<DataViewRow, Func<bool>> makeTest)
    {
        Contracts.CheckValue(source, nameof(source));
        _source = source;
        _tested = tested.ToArray();
        _makeTest = makeTest;
    }

    public bool CanShuffle => _source.CanShuffle;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = RowCursorUtils.ActiveColumns(columnsNeeded, Schema);
        return new Cursor(this, _source.GetRowCursor(Needed(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = RowCursorUtils.ActiveColumns(columnsNeeded, Schema);
        return Array.ConvertAll(
            _source.GetRowCursorSet(Needed(active), n, rand), input => (DataViewRowCursor)new Cursor(this, input, active));
    }

    private DataViewSchema.Column[] Needed(bool[] active) =>
        Schema.Where(column => active[column.Index] || _tested.Any(tested => tested.Index == column.Index)).ToArray();

    private sealed class Cursor(FilteredDataView parent, DataViewRowCursor input, bool[] active) : RootCursorBase
    {
        private readonly Func<bool> _test = parent._makeTest(input);

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => parent.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.Check(IsColumnActive(column), "The column is not active in this cursor");
            return input.GetGetter<TValue>(column);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        protected override bool MoveNextCore()
        {
            while (input.MoveNext())
            {
                if (_test())
                    return true;
            }

            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }
}
