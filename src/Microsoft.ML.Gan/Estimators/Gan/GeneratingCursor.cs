using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>Rows with their generated images, a batch at a time.</summary>
internal sealed class GeneratingCursor : LookAheadCursor
{
    private readonly GanMapper _mapper;
    private readonly GanMapper.RequestReader? _request;
    private readonly float[] _latents;
    private readonly float[] _conditions;
    private byte[] _pixels = [];

    /// <param name="mapper">The model over the input's schema.</param>
    /// <param name="input">The rows as they are passed on.</param>
    /// <param name="ahead">The same rows with the columns that generating reads; null when nobody asks for generated images.</param>
    public GeneratingCursor(GanMapper mapper, DataViewRowCursor input, DataViewRowCursor? ahead)
        : base(input, ahead, mapper.Model.GenerationBatchSize)
    {
        _mapper = mapper;
        var batch = ahead is null ? 0 : mapper.Model.GenerationBatchSize;
        _latents = new float[batch * mapper.Model.LatentSize];
        _conditions = new float[batch * mapper.Model.Specification.ConditionSize];
        _request = ahead is null ? null : mapper.OpenReader(ahead);
    }

    public override DataViewSchema Schema => _mapper.OutputSchema;

    protected override string What => "GAN";

    protected override DataViewSchema.Column? InputColumn(DataViewSchema.Column column) =>
        column.Index == _mapper.OutputIndex ? null : _mapper.InputSchema[column.Index];

    protected override void Read(int place)
    {
        var (latent, condition) = (_mapper.Model.LatentSize, _mapper.Model.Specification.ConditionSize);
        var conditions = _conditions.AsSpan(place * condition, condition);
        conditions.Clear();
        _request!.Read(_latents.AsSpan(place * latent, latent), conditions);
    }

    protected override void Compute(int count) => _pixels = _mapper.Generate(
        _latents[..(count * _mapper.Model.LatentSize)],
        _conditions[..(count * _mapper.Model.Specification.ConditionSize)],
        count);

    protected override ValueGetter<TValue> NewGetter<TValue>(DataViewSchema.Column column, Func<int> place)
    {
        var length = _mapper.Model.Specification.Image.Length;
        return GeneratedColumn.Getter<TValue>(_mapper.Model, column, () =>
        {
            var current = place();
            return _pixels.AsMemory(current * length, length);
        });
    }
}
