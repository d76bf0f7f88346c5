using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>Rows with their classes, a batch at a time.</summary>
internal sealed class ClassifyingCursor : LookAheadCursor
{
    private readonly ImageCnnMapper _mapper;
    private readonly ImageReader? _reader;
    private readonly byte[] _pixels;
    private readonly bool[] _isMissing;
    private float[] _scores = [];

    /// <param name="mapper">The model over the input's schema.</param>
    /// <param name="input">The rows as they are passed on.</param>
    /// <param name="ahead">The same rows with their images; null when nobody asks for classes.</param>
    public ClassifyingCursor(ImageCnnMapper mapper, DataViewRowCursor input, DataViewRowCursor? ahead)
        : base(input, ahead, mapper.Model.Description.PredictionBatchSize)
    {
        _mapper = mapper;
        _reader = ahead is null ? null : mapper.OpenReader(ahead);
        var description = mapper.Model.Description;
        var size = ahead is null ? 0 : description.PredictionBatchSize;
        _pixels = new byte[size * description.Image.Length];
        _isMissing = new bool[size];
    }

    public override DataViewSchema Schema => _mapper.OutputSchema;

    protected override string What => "classifier";

    protected override DataViewSchema.Column? InputColumn(DataViewSchema.Column column) =>
        _mapper.IsOutput(column) ? null : _mapper.InputSchema[column.Index];

    protected override void Read(int place)
    {
        var pixels = Slice(_pixels, place);
        _isMissing[place] = !_mapper.TryRead(_reader!, pixels);
        if (_isMissing[place])
            pixels.Clear();
    }

    protected override void Compute(int count)
    {
        _scores = _mapper.Model.Classify(_pixels[..(count * _mapper.Model.Description.Image.Length)], count);
        var classes = _mapper.Model.Description.ClassCount;
        for (var i = 0; i < count; i++)
        {
            if (_isMissing[i])
                _scores.AsSpan(i * classes, classes).Fill(float.NaN);
        }
    }

    protected override ValueGetter<TValue> NewGetter<TValue>(DataViewSchema.Column column, Func<int> place)
    {
        var classes = _mapper.Model.Description.ClassCount;
        return _mapper.Getter<TValue>(column, () =>
        {
            var current = place();
            return _scores.AsMemory(current * classes, classes);
        });
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _reader?.Dispose();
        base.Dispose(disposing);
    }

    private Span<byte> Slice(byte[] pixels, int place)
    {
        var length = _mapper.Model.Description.Image.Length;
        return pixels.AsSpan(place * length, length);
    }
}
