using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// A sequence of objects as a view: each cursor enumerates it anew, one object at a time.
internal sealed class ObjectDataView<TRow> : IDataView
    where TRow : class
{
    private readonly IEnumerable<TRow> _data;
    private readonly InternalSchemaDefinition _definition;

    public ObjectDataView(IHostEnvironment env, IEnumerable<TRow> data, SchemaDefinition? definition)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(data, nameof(data));
        _data = data;
        _definition = InternalSchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read, definition);
        Schema = _definition.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => (_data as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, RowCursorUtils.ActiveColumns(columnsNeeded, Schema));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursorBase
    {
        private readonly ObjectDataView<TRow> _parent;
        private readonly IEnumerator<TRow> _rows;
        private readonly Delegate?[] _getters;
        private TRow? _current;

        public Cursor(ObjectDataView<TRow> parent, bool[] active)
        {
            _parent = parent;
            _getters = new Delegate?[active.Length];
            for (var i = 0; i < active.Length; i++)
            {
                if (active[i])
                    _getters[i] = MemberGetters.Create<TRow>(parent._definition.Columns[i], Current);
            }

            _rows = parent._data.GetEnumerator();
        }

        public override DataViewSchema Schema => _parent.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Contracts.CheckParam(column.Index < _getters.Length, nameof(column));
            return _getters[column.Index] is not null;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            RowCursorUtils.Cast<TValue>(_getters[column.Index], column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            CheckGood();
            id = new((ulong)Position, 0);
        };

        protected override bool MoveNextCore()
        {
            var has = _rows.MoveNext();
            _current = has ? _rows.Current : null;
            Contracts.Check(!has || _current is not null, "Encountered null when iterating over data, this is not supported.");
            return has;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _rows.Dispose();
                _current = null;
            }

            base.Dispose(disposing);
        }

        private TRow Current() => _current ?? throw Contracts.Except(RowCursorUtils.FetchValueStateError);
    }
}
