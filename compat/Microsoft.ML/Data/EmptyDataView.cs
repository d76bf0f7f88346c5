using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// No rows of a given schema: lets a mapper be bound where there is no data.
internal sealed class EmptyDataView : IDataView
{
    public EmptyDataView(DataViewSchema schema)
    {
        Contracts.CheckValue(schema, nameof(schema));
        Schema = schema;
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => 0;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(Schema, RowCursorUtils.ActiveColumns(columnsNeeded, Schema));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewSchema schema, bool[] active) : RootCursorBase
    {
        public override DataViewSchema Schema => schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => (ref TValue _) => CheckGood();

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId _) => CheckGood();

        protected override bool MoveNextCore() => false;
    }
}
