using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>One row with its class, found when first asked for: what a prediction engine reads.</summary>
internal sealed class ClassifiedRow : DataViewRow
{
    private readonly ImageCnnMapper _mapper;
    private readonly DataViewRow _input;
    private readonly ImageReader? _reader;
    private readonly byte[] _pixels;
    private float[] _scores = [];
    private long _madeFor = -1;

    public ClassifiedRow(ImageCnnMapper mapper, DataViewRow input, bool isActive)
    {
        (_mapper, _input) = (mapper, input);
        _reader = isActive ? mapper.OpenReader(input) : null;
        _pixels = new byte[isActive ? mapper.Model.Description.Image.Length : 0];
    }

    public override DataViewSchema Schema => _mapper.OutputSchema;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => _mapper.IsOutput(column)
        ? _reader is not null
        : _input.IsColumnActive(_mapper.InputSchema[column.Index]);

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!_mapper.IsOutput(column))
            return _input.GetGetter<TValue>(_mapper.InputSchema[column.Index]);
        return _reader is null
            ? throw new InvalidOperationException($"Column '{column.Name}' is not active in this row.")
            : _mapper.Getter<TValue>(column, Classify);
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

    private ReadOnlyMemory<float> Classify()
    {
        if (_madeFor != Position)
        {
            var model = _mapper.Model;
            _scores = _mapper.TryRead(_reader!, _pixels)
                ? model.Classify(_pixels, 1)
                : [.. Enumerable.Repeat(float.NaN, model.Description.ClassCount)];
            _madeFor = Position;
        }

        return _scores;
    }
}
