using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>
/// Walks over rows and, a batch ahead of where it stands, over the few columns that computing the new ones reads: no row waits
/// for a batch of its own, and no other column is read twice.
/// </summary>
internal abstract class LookAheadCursor : DataViewRowCursor
{
    private readonly DataViewRowCursor _input;
    private readonly DataViewRowCursor? _ahead;
    private readonly DataViewRowId[] _ids;
    private int _count;
    private int _current = -1;
    private bool _isMade;

    /// <param name="input">The rows as they are passed on.</param>
    /// <param name="ahead">The same rows with the columns that computing reads; null when nobody asks for the new ones.</param>
    /// <param name="batchSize">Rows that are computed at once.</param>
    protected LookAheadCursor(DataViewRowCursor input, DataViewRowCursor? ahead, int batchSize)
    {
        (_input, _ahead) = (input, ahead);
        _ids = new DataViewRowId[ahead is null ? 0 : batchSize];
    }

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    /// <summary>The row that is read ahead; null when nobody asks for the new columns.</summary>
    protected DataViewRow? Ahead => _ahead;

    /// <summary>What the error about rows that changed calls this.</summary>
    protected abstract string What { get; }

    public override bool IsColumnActive(DataViewSchema.Column column) =>
        InputColumn(column) is { } passedOn ? _input.IsColumnActive(passedOn) : _ahead is not null;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (InputColumn(column) is { } passedOn)
            return _input.GetGetter<TValue>(passedOn);
        if (_ahead is null)
            throw new InvalidOperationException($"Column '{column.Name}' is not active in this cursor.");
        var id = _input.GetIdGetter();
        return NewGetter<TValue>(column, () => PlaceOfCurrent(id));
    }

    public override bool MoveNext()
    {
        if (!_input.MoveNext())
            return false;
        if (_ahead is not null && ++_current >= _count)
            ReadBatch();
        return true;
    }

    /// <summary>The input's column that this column is; null for a new one.</summary>
    protected abstract DataViewSchema.Column? InputColumn(DataViewSchema.Column column);

    /// <summary>Reads the row ahead.</summary>
    /// <param name="place">Its place in the batch.</param>
    protected abstract void Read(int place);

    /// <summary>Computes the new columns of the first <paramref name="count"/> rows of the batch.</summary>
    protected abstract void Compute(int count);

    /// <param name="column">A new column.</param>
    /// <param name="place">The current row's place in the batch, which is computed.</param>
    protected abstract ValueGetter<TValue> NewGetter<TValue>(DataViewSchema.Column column, Func<int> place);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _input.Dispose();
            _ahead?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void ReadBatch()
    {
        var id = _ahead!.GetIdGetter();
        (_count, _current, _isMade) = (0, 0, false);
        while (_count < _ids.Length && _ahead.MoveNext())
        {
            id(ref _ids[_count]);
            Read(_count++);
        }
    }

    private int PlaceOfCurrent(ValueGetter<DataViewRowId> idOfCurrent)
    {
        DataViewRowId id = default;
        idOfCurrent(ref id);
        if (_current < 0 || _current >= _count || !_ids[_current].Equals(id))
        {
            throw new InvalidOperationException(
                $"Row {Position}: the data gave other rows when they were read a second time, so no value was computed for this row. " +
                $"Put a cache (AppendCacheCheckpoint) before the {What}.");
        }

        if (!_isMade)
        {
            Compute(_count);
            _isMade = true;
        }

        return _current;
    }
}
