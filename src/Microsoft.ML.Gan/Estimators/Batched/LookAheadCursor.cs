using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Estimators;

/// <summary>
/// A cursor over rows with a second cursor, a batch ahead, over the input columns of the added ones, so that rows are computed in full batches and no
/// other column is read twice.
/// </summary>
internal sealed class LookAheadCursor : DataViewRowCursor
{
    private readonly BatchedRowMapper _mapper;
    private readonly DataViewRowCursor _input;
    private readonly DataViewRowCursor? _ahead;
    private readonly IRowBatch? _batch;
    private readonly ValueGetter<DataViewRowId>? _idAhead;
    private readonly DataViewRowId[] _ids;
    private int _count;
    private int _current = -1;
    private bool _isComputed;

    /// <param name="mapper">Adds the columns.</param>
    /// <param name="input">The rows as they are passed on; disposed with this.</param>
    /// <param name="ahead">The same rows with the columns that computing reads; null when no added column is asked for. Disposed with this.</param>
    /// <param name="batchSize">The number of rows that are computed at once.</param>
    public LookAheadCursor(BatchedRowMapper mapper, DataViewRowCursor input, DataViewRowCursor? ahead, int batchSize)
    {
        (_mapper, _input, _ahead) = (mapper, input, ahead);
        _batch = ahead is null ? null : mapper.Columns.Open(ahead, batchSize);
        _idAhead = ahead?.GetIdGetter();
        _ids = new DataViewRowId[ahead is null ? 0 : batchSize];
    }

    public override DataViewSchema Schema => _mapper.OutputSchema;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) =>
        _mapper.InputColumn(column) is { } passedOn ? _input.IsColumnActive(passedOn) : _batch is not null;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (_mapper.InputColumn(column) is { } passedOn)
            return _input.GetGetter<TValue>(passedOn);
        var id = _input.GetIdGetter();
        return _mapper.OutputGetter<TValue>(column, _batch, () => ComputeCurrent(id));
    }

    public override bool MoveNext()
    {
        if (!_input.MoveNext())
            return false;
        if (_ahead is not null && ++_current >= _count)
            ReadBatch();
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _batch?.Dispose();
            _input.Dispose();
            _ahead?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void ReadBatch()
    {
        (_count, _current, _isComputed) = (0, 0, false);
        while (_count < _ids.Length && _ahead!.MoveNext())
        {
            _idAhead!(ref _ids[_count]);
            _batch!.Read(_count++);
        }
    }

    /// <summary>Computes the batch of the current row, unless it is computed; returns the row's slot.</summary>
    private int ComputeCurrent(ValueGetter<DataViewRowId> idOfCurrent)
    {
        DataViewRowId id = default;
        idOfCurrent(ref id);
        if (_current < 0 || _current >= _count || !_ids[_current].Equals(id))
        {
            throw new InvalidOperationException(
                $"Row {Position}: the data gave other rows when they were read a second time, so no value was computed for this row. " +
                $"Put a cache (AppendCacheCheckpoint) before the {_mapper.Columns.TransformerName}.");
        }

        if (!_isComputed)
        {
            _batch!.Compute(_count);
            _isComputed = true;
        }

        return _current;
    }
}
