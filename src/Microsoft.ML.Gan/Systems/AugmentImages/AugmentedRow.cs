using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.AugmentImages;

/// <summary>A row of the input with the augmented image at its end.</summary>
internal sealed class AugmentedRow : DataViewRow
{
    private readonly AugmentImagesMapper _mapper;
    private readonly DataViewRow _input;
    private readonly HashSet<int> _active;
    private readonly Delegate? _getter;
    private readonly ImageReader? _reader;

    public AugmentedRow(AugmentImagesMapper mapper, DataViewRow input, HashSet<int> active, long epoch)
    {
        (_mapper, _input, _active) = (mapper, input, active);
        if (active.Contains(mapper.OutputIndex) && !mapper.PassesImages)
            _getter = mapper.CreateGetter(input, epoch, out _reader);
    }

    public override DataViewSchema Schema => _mapper.OutputSchema;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' was not asked for.");
        if (column.Index != _mapper.OutputIndex)
            return _input.GetGetter<TValue>(_mapper.InputSchema[column.Index]);
        if (_mapper.PassesImages)
            return _input.GetGetter<TValue>(_mapper.Image.Column);
        return _getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type.RawType}, not {typeof(TValue)}.");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _reader?.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>Rows of the input with the augmented image at their end.</summary>
internal sealed class AugmentedCursor(AugmentedRow row, DataViewRowCursor input) : DataViewRowCursor
{
    public override DataViewSchema Schema => row.Schema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override bool MoveNext() => input.MoveNext();

    public override ValueGetter<DataViewRowId> GetIdGetter() => row.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            row.Dispose();
        base.Dispose(disposing);
    }
}
