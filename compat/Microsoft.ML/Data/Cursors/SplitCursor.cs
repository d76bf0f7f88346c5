using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// One cursor shared by several threads: each takes a block of rows at a time, copied under a lock, and works on it alone.
// The batch numbers tell how to put the rows back in order.
internal sealed class SplitCursor : RootCursorBase
{
    private const int BlockSize = 16;

    private readonly Source _source;
    private readonly Dictionary<int, ColumnStore> _stores = [];
    private readonly Action<int>[] _writers;
    private readonly DataViewRowId[] _ids = new DataViewRowId[BlockSize];
    private int _count;
    private int _row = -1;
    private long _batch;
    private int _released;

    private SplitCursor(Source source)
    {
        _source = source;
        var active = source.Input.Schema.Where(source.Input.IsColumnActive).ToArray();
        foreach (var column in active)
            _stores[column.Index] = ColumnStore.Create(column.Type);
        _writers = Array.ConvertAll(active, column => _stores[column.Index].Bind(source.Input, column));
    }

    public static DataViewRowCursor[] Create(DataViewRowCursor input, int n)
    {
        var source = new Source(input, n);
        return Enumerable.Range(0, n).Select(_ => (DataViewRowCursor)new SplitCursor(source)).ToArray();
    }

    public override DataViewSchema Schema => _source.Input.Schema;

    public override long Batch => _batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => _stores.ContainsKey(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        RowCursorUtils.Cast<TValue>(_stores.GetValueOrDefault(column.Index)?.GetGetter(Place), column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _ids[Place()];

    protected override bool MoveNextCore()
    {
        if (++_row < _count)
            return true;
        _row = 0;
        lock (_source)
        {
            _batch = _source.NextBatch++;
            for (_count = 0; _count < BlockSize && _source.MoveNext(); _count++)
            {
                _source.Id(ref _ids[_count]);
                foreach (var write in _writers)
                    write(_count);
            }
        }

        return _count > 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _released, 1) == 0)
            _source.Release();
        base.Dispose(disposing);
    }

    private int Place()
    {
        CheckGood();
        return _row;
    }

    private sealed class Source(DataViewRowCursor input, int users)
    {
        private int _users = users;
        private bool _ended;

        public DataViewRowCursor Input { get; } = input;

        public ValueGetter<DataViewRowId> Id { get; } = input.GetIdGetter();

        public long NextBatch { get; set; }

        public bool MoveNext() => !_ended && !(_ended = !Input.MoveNext());

        // The last one to leave disposes the input.
        public void Release()
        {
            if (Interlocked.Decrement(ref _users) == 0)
                Input.Dispose();
        }
    }
}
