using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>
/// Walks over rows and, a batch ahead of where it stands, over the few columns that generating reads: no row waits for a
/// batch of its own, and no other column is read twice.
/// </summary>
internal sealed class GeneratingCursor : DataViewRowCursor
{
    private readonly GanMapper _mapper;
    private readonly DataViewRowCursor _input;
    private readonly DataViewRowCursor? _ahead;
    private readonly GanMapper.RequestReader? _request;
    private readonly DataViewRowId[] _ids;
    private readonly float[] _latents;
    private readonly float[] _conditions;
    private byte[] _pixels = [];
    private int _count;
    private int _current = -1;
    private bool _isMade;

    /// <param name="mapper">The model over the input's schema.</param>
    /// <param name="input">The rows as they are passed on.</param>
    /// <param name="ahead">The same rows with the columns that generating reads; null when nobody asks for generated images.</param>
    public GeneratingCursor(GanMapper mapper, DataViewRowCursor input, DataViewRowCursor? ahead)
    {
        (_mapper, _input, _ahead) = (mapper, input, ahead);
        var batch = ahead is null ? 0 : mapper.Model.GenerationBatchSize;
        _ids = new DataViewRowId[batch];
        _latents = new float[batch * mapper.Model.LatentSize];
        _conditions = new float[batch * mapper.Model.Specification.ConditionSize];
        _request = ahead is null ? null : mapper.OpenReader(ahead);
    }

    public override DataViewSchema Schema => _mapper.OutputSchema;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => column.Index == _mapper.OutputIndex
        ? _ahead is not null
        : _input.IsColumnActive(_mapper.InputSchema[column.Index]);

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (column.Index != _mapper.OutputIndex)
            return _input.GetGetter<TValue>(_mapper.InputSchema[column.Index]);
        if (_ahead is null)
            return GeneratedColumn.Getter<TValue>(_mapper.Model, column, null);

        var id = _input.GetIdGetter();
        return GeneratedColumn.Getter<TValue>(_mapper.Model, column, () => PixelsOfCurrent(id));
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
            _input.Dispose();
            _ahead?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void ReadBatch()
    {
        var (latent, condition) = (_mapper.Model.LatentSize, _mapper.Model.Specification.ConditionSize);
        Array.Clear(_conditions);
        (_count, _current, _isMade) = (0, 0, false);
        while (_count < _ids.Length && _ahead!.MoveNext())
        {
            _ids[_count] = _request!.Read(_latents.AsSpan(_count * latent, latent), _conditions.AsSpan(_count * condition, condition));
            _count++;
        }
    }

    private ReadOnlyMemory<byte> PixelsOfCurrent(ValueGetter<DataViewRowId> idOfCurrent)
    {
        DataViewRowId id = default;
        idOfCurrent(ref id);
        if (_current < 0 || _current >= _count || !_ids[_current].Equals(id))
        {
            throw new InvalidOperationException(
                $"Row {Position}: the data gave other rows when they were read a second time, so no generated image belongs to this row. " +
                "Put a cache (AppendCacheCheckpoint) before the GAN.");
        }

        if (!_isMade)
        {
            var model = _mapper.Model;
            _pixels = _mapper.Generate(
                _latents.AsSpan(0, _count * model.LatentSize).ToArray(),
                _conditions.AsSpan(0, _count * model.Specification.ConditionSize).ToArray(),
                _count);
            _isMade = true;
        }

        var length = _mapper.Model.Specification.Image.Length;
        return _pixels.AsMemory(_current * length, length);
    }
}
