using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Estimators;

/// <summary>One row with the added columns, computed when one is first asked for: what a prediction engine reads.</summary>
internal sealed class BatchedRow : DataViewRow
{
    private readonly BatchedRowMapper _mapper;
    private readonly DataViewRow _input;
    private readonly IRowBatch? _batch;
    private long _computedPosition = -1;

    /// <param name="mapper">Adds the columns.</param>
    /// <param name="input">The row that comes in; disposed with this.</param>
    /// <param name="isActive">Whether any of the added columns is asked for.</param>
    public BatchedRow(BatchedRowMapper mapper, DataViewRow input, bool isActive)
    {
        (_mapper, _input) = (mapper, input);
        _batch = isActive ? mapper.Columns.Open(input, capacity: 1) : null;
    }

    public override DataViewSchema Schema => _mapper.OutputSchema;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) =>
        _mapper.InputColumn(column) is { } passedOn ? _input.IsColumnActive(passedOn) : _batch is not null;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        _mapper.InputColumn(column) is { } passedOn ? _input.GetGetter<TValue>(passedOn) : _mapper.OutputGetter<TValue>(column, _batch, ComputeCurrent);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _batch?.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private int ComputeCurrent()
    {
        if (_computedPosition != Position)
        {
            _batch!.Read(0);
            _batch.Compute(1);
            _computedPosition = Position;
        }

        return 0;
    }
}
