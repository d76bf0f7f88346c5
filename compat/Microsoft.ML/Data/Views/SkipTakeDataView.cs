using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Some rows in a row: skips the first, then takes as many as wanted and asks the source for no more.
internal sealed class SkipTakeDataView(IDataView source, long skip, long take) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount() is long count ? Math.Min(Math.Max(0, count - skip), take) : null;

    // Which rows come first would depend on the order, so the order is always the source's own.
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, source.GetRowCursor(columnsNeeded), skip, take);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(SkipTakeDataView parent, DataViewRowCursor input, long skip, long take) : RootCursorBase
    {
        private long _toSkip = skip;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => parent.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => input.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => input.GetGetter<TValue>(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        protected override bool MoveNextCore()
        {
            if (Position + 1 >= take)
                return false;
            for (; _toSkip > 0; _toSkip--)
            {
                if (!input.MoveNext())
                    return false;
            }

            return input.MoveNext();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }
}
