using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Rows in random order, by way of a pool: each row out is drawn from it and the next row in takes its place. A pool that holds
// all rows shuffles perfectly. The order is fixed by the seed, the same in every pass, unless the caller brings its own Random.
internal sealed class ShuffledDataView : IDataView
{
    private readonly IDataView _source;
    private readonly int _seed;
    private readonly int _poolSize;
    private readonly bool _shuffleSource;

    public ShuffledDataView(IDataView source, int seed, int poolSize, bool shuffleSource)
    {
        _source = source;
        _seed = seed;
        _poolSize = poolSize;
        _shuffleSource = shuffleSource && source.CanShuffle;
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        rand ??= new Random(_seed);
        var columns = columnsNeeded.ToArray();
        return new Cursor(this, _source.GetRowCursor(columns, _shuffleSource ? rand : null), columns, rand);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursorBase
    {
        private readonly ShuffledDataView _parent;
        private readonly DataViewRowCursor _input;
        private readonly Random _rand;
        private readonly ValueGetter<DataViewRowId> _inputId;
        private readonly List<DataViewRowId> _ids = [];
        private readonly Dictionary<int, ColumnStore> _stores = [];
        private readonly Action<int>[] _writers;
        // Places in the stores that hold a row not yet shown.
        private readonly List<int> _live = [];
        private int _current = -1;
        private bool _inputEnded;

        public Cursor(ShuffledDataView parent, DataViewRowCursor input, DataViewSchema.Column[] columns, Random rand)
        {
            _parent = parent;
            _input = input;
            _rand = rand;
            _inputId = input.GetIdGetter();
            foreach (var column in columns)
                _stores[column.Index] = ColumnStore.Create(column.Type);
            _writers = _stores.Select(pair => pair.Value.Bind(input, parent.Schema[pair.Key])).ToArray();
        }

        public override DataViewSchema Schema => _parent.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _stores.ContainsKey(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            RowCursorUtils.Cast<TValue>(_stores.GetValueOrDefault(column.Index)?.GetGetter(Place), column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _ids[Place()];

        protected override bool MoveNextCore()
        {
            // The place of the row shown last is free now.
            if (_current >= 0 && Read(_current))
                _live.Add(_current);
            while (_live.Count < _parent._poolSize && _ids.Count < _parent._poolSize && Read(_ids.Count))
                _live.Add(_ids.Count - 1);
            if (_live.Count == 0)
                return false;
            var drawn = _rand.Next(_live.Count);
            _current = _live[drawn];
            _live[drawn] = _live[^1];
            _live.RemoveAt(_live.Count - 1);
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _input.Dispose();
            base.Dispose(disposing);
        }

        private bool Read(int place)
        {
            if (_inputEnded || !_input.MoveNext())
            {
                _inputEnded = true;
                return false;
            }

            DataViewRowId id = default;
            _inputId(ref id);
            if (place == _ids.Count)
                _ids.Add(id);
            else
                _ids[place] = id;
            foreach (var write in _writers)
                write(place);
            return true;
        }

        private int Place()
        {
            CheckGood();
            return _current;
        }
    }
}
