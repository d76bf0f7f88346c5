using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Keeps columns in memory from the first time somebody asks for them. Columns of types that cannot be copied, such as images,
// are not part of it, as upstream. Any number of cursors reads it, in any order of rows.
internal sealed class CacheDataView : IDataView
{
    private const int BlockSize = 64;

    private readonly object _gate = new();
    private readonly IDataView _source;
    private readonly int[] _sourceIndex;
    private readonly ColumnStore?[] _stores;
    private int _rowCount = -1;

    public CacheDataView(IHostEnvironment env, IDataView input, string[]? prefetch)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(input, nameof(input));
        _source = input;
        var kept = input.Schema.Where(column => ColumnStore.CanHold(column.Type)).ToArray();
        _sourceIndex = Array.ConvertAll(kept, column => column.Index);
        _stores = new ColumnStore?[kept.Length];
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(kept);
        Schema = builder.ToSchema();

        foreach (var name in prefetch ?? [])
        {
            if (input.Schema.GetColumnOrNull(name) is not { } column)
                throw env.ExceptSchemaMismatch("columnsToPrefetch", "prefetch", name);
            env.Check(ColumnStore.CanHold(column.Type), $"Asked to prefetch column '{name}' into cache, but it is of unhandled type '{column.Type}'");
        }

        if (prefetch is { Length: > 0 })
            Fill(Schema.Where(column => prefetch.Contains(column.Name)).ToArray());
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema { get; }

    public long? GetRowCount()
    {
        lock (_gate)
            return _rowCount >= 0 ? _rowCount : _source.GetRowCount();
    }

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        GetRowCursorSet(columnsNeeded, 1, rand)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = RowCursorUtils.ActiveColumns(columnsNeeded, Schema);
        Fill(Schema.Where(column => active[column.Index]).ToArray());
        int[]? order = null;
        if (rand is not null)
        {
            order = Enumerable.Range(0, _rowCount).ToArray();
            rand.Shuffle(order);
        }

        // Blocks are handed out as cursors come for them; the batch number tells how to put rows back in order.
        var blocks = new BlockCounter();
        return Enumerable.Range(0, Math.Max(1, n)).Select(_ => (DataViewRowCursor)new Cursor(this, active, order, blocks)).ToArray();
    }

    private void Fill(DataViewSchema.Column[] columns)
    {
        lock (_gate)
        {
            var missing = columns.Where(column => _stores[column.Index] is null).ToArray();
            if (missing.Length == 0 && _rowCount >= 0)
                return;
            var stores = Array.ConvertAll(missing, column => ColumnStore.Create(column.Type));
            var sources = Array.ConvertAll(missing, column => _source.Schema[_sourceIndex[column.Index]]);
            using var cursor = _source.GetRowCursor(sources);
            var writers = stores.Zip(sources, (store, column) => store.Bind(cursor, column)).ToArray();
            var count = 0;
            for (; cursor.MoveNext(); count++)
            {
                foreach (var write in writers)
                    write(count);
            }

            Contracts.Check(_rowCount < 0 || count == _rowCount, "The number of rows changed between two passes over the data");
            _rowCount = count;
            for (var i = 0; i < missing.Length; i++)
                _stores[missing[i].Index] = stores[i];
        }
    }

    private sealed class BlockCounter
    {
        private int _next = -1;

        public int Take() => Interlocked.Increment(ref _next);
    }

    private sealed class Cursor : RootCursorBase
    {
        private readonly CacheDataView _parent;
        private readonly Delegate?[] _getters;
        private readonly int[]? _order;
        private readonly BlockCounter _blocks;
        private int _block = -1;
        private int _row = BlockSize - 1;

        public Cursor(CacheDataView parent, bool[] active, int[]? order, BlockCounter blocks)
        {
            _parent = parent;
            _order = order;
            _blocks = blocks;
            _getters = new Delegate?[active.Length];
            for (var i = 0; i < active.Length; i++)
            {
                if (active[i])
                    _getters[i] = parent._stores[i]!.GetGetter(Place);
            }
        }

        public override DataViewSchema Schema => _parent.Schema;

        public override long Batch => Math.Max(0, _block);

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Contracts.CheckParam(column.Index < _getters.Length, nameof(column));
            return _getters[column.Index] is not null;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            RowCursorUtils.Cast<TValue>(_getters[column.Index], column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new((ulong)Place(), 0);

        protected override bool MoveNextCore()
        {
            if (++_row == BlockSize)
            {
                _block = _blocks.Take();
                _row = 0;
            }

            return (long)_block * BlockSize + _row < _parent._rowCount;
        }

        private int Place()
        {
            CheckGood();
            var place = _block * BlockSize + _row;
            return _order is null ? place : _order[place];
        }
    }
}
