using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// One object as a row, replaced from prediction to prediction while the getters stay.
internal sealed class InputRow<TRow> : DataViewRow
    where TRow : class
{
    private readonly IHost _host;
    private readonly Delegate[] _getters;
    private TRow? _value;
    private long _position = -1;

    public InputRow(IHostEnvironment env, SchemaDefinition? definition)
    {
        _host = env.Register("Row");
        var internalDefinition = InternalSchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read, definition);
        Schema = internalDefinition.ToSchema();
        _getters = Array.ConvertAll(internalDefinition.Columns, column => MemberGetters.Create<TRow>(column, Current));
    }

    public override long Position => _position;

    public override long Batch => 0;

    public override DataViewSchema Schema { get; }

    public void ExtractValues(TRow row)
    {
        _host.CheckValue(row, nameof(row));
        _value = row;
        _position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column)
    {
        _host.Check(0 <= column.Index && column.Index < _getters.Length, "The column is not one of this row");
        return true;
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        RowCursorUtils.Cast<TValue>(_getters[column.Index], column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new((ulong)Position, 0);

    private TRow Current() => _value ?? throw _host.Except(RowCursorUtils.FetchValueStateError);
}
