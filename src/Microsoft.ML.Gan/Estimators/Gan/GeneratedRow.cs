using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>One row with its generated image, made when first asked for: what a prediction engine reads.</summary>
internal sealed class GeneratedRow : DataViewRow
{
    private readonly GanMapper _mapper;
    private readonly DataViewRow _input;
    private readonly GanMapper.RequestReader? _request;
    private readonly float[] _latent;
    private readonly float[] _condition;
    private byte[] _pixels = [];
    private long _madeFor = -1;

    public GeneratedRow(GanMapper mapper, DataViewRow input, bool isActive)
    {
        (_mapper, _input) = (mapper, input);
        _request = isActive ? mapper.OpenReader(input) : null;
        _latent = new float[mapper.Model.LatentSize];
        _condition = new float[mapper.Model.Specification.ConditionSize];
    }

    public override DataViewSchema Schema => _mapper.OutputSchema;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => column.Index == _mapper.OutputIndex
        ? _request is not null
        : _input.IsColumnActive(_mapper.InputSchema[column.Index]);

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (column.Index != _mapper.OutputIndex)
            return _input.GetGetter<TValue>(_mapper.InputSchema[column.Index]);
        return GeneratedColumn.Getter<TValue>(_mapper.Model, column, _request is null ? null : Generate);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _input.Dispose();
        base.Dispose(disposing);
    }

    private ReadOnlyMemory<byte> Generate()
    {
        if (_madeFor != Position)
        {
            Array.Clear(_condition);
            _request!.Read(_latent, _condition);
            _pixels = _mapper.Generate(_latent, _condition, 1);
            _madeFor = Position;
        }

        return _pixels;
    }
}
