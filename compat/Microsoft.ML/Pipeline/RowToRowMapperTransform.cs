using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// A row mapper applied to a view: lazily, column by column, in as many cursors as the source gives.
internal sealed class RowToRowMapperTransform : IDataView, IRowToRowMapper
{
    private readonly IHost _host;
    private readonly IDataView _source;
    private readonly IRowMapper _mapper;
    private readonly ColumnBindings _bindings;

    public RowToRowMapperTransform(IHostEnvironment env, IDataView input, IRowMapper mapper, Func<DataViewSchema, IRowMapper>? mapperFactory)
    {
        Contracts.CheckValue(env, nameof(env));
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckValue(mapper, nameof(mapper));
        _host = env.Register(nameof(RowToRowMapperTransform));
        _host.CheckValueOrNull(mapperFactory);
        _source = input;
        _mapper = mapper;
        _bindings = new(input.Schema, mapper.GetOutputColumns());
    }

    public bool CanShuffle => _source.CanShuffle;

    public DataViewSchema Schema => _bindings.Schema;

    public DataViewSchema OutputSchema => _bindings.Schema;

    public DataViewSchema InputSchema => _source.Schema;

    public static DataViewSchema GetOutputSchema(DataViewSchema inputSchema, IRowMapper mapper)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        Contracts.CheckValue(mapper, nameof(mapper));
        return new ColumnBindings(inputSchema, mapper.GetOutputColumns()).Schema;
    }

    public long? GetRowCount() => _source.GetRowCount();

    internal ITransformer GetTransformer() => _mapper.GetTransformer();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = RowCursorUtils.ActiveColumns(columnsNeeded, OutputSchema);
        return new Cursor(this, _source.GetRowCursor(GetInputColumns(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = RowCursorUtils.ActiveColumns(columnsNeeded, OutputSchema);
        var inputs = _source.GetRowCursorSet(GetInputColumns(active), n, rand);
        // A source of one cursor need not keep the computing on one thread.
        if (inputs.Length == 1 && n > 1 && Array.Exists(_bindings.AddedColumnIndices, i => active[i]))
            inputs = SplitCursor.Create(inputs[0], n);
        return Array.ConvertAll(inputs, input => (DataViewRowCursor)new Cursor(this, input, active));
    }

    IEnumerable<DataViewSchema.Column> IRowToRowMapper.GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        GetInputColumns(RowCursorUtils.ActiveColumns(dependingColumns, OutputSchema));

    DataViewRow IRowToRowMapper.GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        _host.CheckValue(input, nameof(input));
        _host.CheckValue(activeColumns, nameof(activeColumns));
        _host.Check(ReferenceEquals(input.Schema, InputSchema), "Schema of input row must be the same as the schema the mapper is bound to");
        var active = RowCursorUtils.ActiveColumns(activeColumns, OutputSchema);
        var getters = _mapper.CreateGetters(input, ActiveOutputs(active), out var disposer);
        return new Row(input, this, getters, disposer);
    }

    private DataViewSchema.Column[] GetInputColumns(bool[] active)
    {
        var needed = _mapper.GetDependencies(ActiveOutputs(active));
        var passedOn = new bool[InputSchema.Count];
        for (var i = 0; i < active.Length; i++)
        {
            var index = _bindings.MapColumnIndex(out var isSource, i);
            if (isSource && active[i])
                passedOn[index] = true;
        }

        return InputSchema.Where(column => passedOn[column.Index] || needed(column.Index)).ToArray();
    }

    private Func<int, bool> ActiveOutputs(bool[] active) =>
        i => 0 <= i && i < _bindings.AddedColumnIndices.Length && active[_bindings.AddedColumnIndices[i]];

    private ValueGetter<TValue> GetGetter<TValue>(DataViewRow input, Delegate?[] getters, DataViewSchema.Column column)
    {
        var index = _bindings.MapColumnIndex(out var isSource, column.Index);
        return isSource ? input.GetGetter<TValue>(input.Schema[index]) : RowCursorUtils.Cast<TValue>(getters[index], column);
    }

    private sealed class Cursor : SynchronizedCursorBase
    {
        private readonly RowToRowMapperTransform _parent;
        private readonly bool[] _active;
        private readonly Delegate?[] _getters;
        private Action? _disposer;

        public Cursor(RowToRowMapperTransform parent, DataViewRowCursor input, bool[] active)
            : base(parent._host, input)
        {
            _parent = parent;
            _active = active;
            _getters = parent._mapper.CreateGetters(input, parent.ActiveOutputs(active), out _disposer);
        }

        public override DataViewSchema Schema => _parent.OutputSchema;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Ch.CheckParam(column.Index < _active.Length, nameof(column));
            return _active[column.Index];
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Ch.Check(IsColumnActive(column), "The column is not active in this cursor");
            return _parent.GetGetter<TValue>(Input, _getters, column);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                Interlocked.Exchange(ref _disposer, null)?.Invoke();
            base.Dispose(disposing);
        }
    }

    private sealed class Row(DataViewRow input, RowToRowMapperTransform parent, Delegate?[] getters, Action? disposer) : WrappingRow(input)
    {
        public override DataViewSchema Schema => parent.OutputSchema;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            var index = parent._bindings.MapColumnIndex(out var isSource, column.Index);
            return isSource ? Input.IsColumnActive(Input.Schema[index]) : getters[index] is not null;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            parent.GetGetter<TValue>(Input, getters, column);

        protected override void DisposeCore(bool disposing)
        {
            if (disposing)
                disposer?.Invoke();
        }
    }
}
