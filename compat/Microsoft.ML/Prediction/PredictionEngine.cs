using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

// One prediction at a time: the transformer's row is made once and fed one object after the other. Not thread-safe, as upstream.
public abstract class PredictionEngineBase<TSrc, TDst> : IDisposable
    where TSrc : class
    where TDst : class, new()
{
    private readonly InputRow<TSrc> _input;
    private readonly DataViewRow _output;
    private readonly Action<TDst> _fill;
    private readonly bool _ownsTransformer;
    private bool _disposed;

    private protected PredictionEngineBase(
        IHostEnvironment env,
        ITransformer transformer,
        bool ignoreMissingColumns,
        SchemaDefinition? inputSchemaDefinition,
        SchemaDefinition? outputSchemaDefinition,
        bool ownsTransformer)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(transformer, nameof(transformer));
        env.CheckParam(transformer.IsRowToRowMapper, nameof(transformer), "Must be a row to row mapper");
        Transformer = transformer;
        _ownsTransformer = ownsTransformer;
        _input = new(env, inputSchemaDefinition);
        var mapper = transformer.GetRowToRowMapper(_input.Schema);
        var reader = new RowReader<TDst>(env, mapper.OutputSchema, ignoreMissingColumns, outputSchemaDefinition);
        _output = mapper.GetRow(_input, mapper.OutputSchema);
        _fill = reader.Bind(_output);
        OutputSchema = transformer.GetOutputSchema(_input.Schema);
    }

    public DataViewSchema OutputSchema { get; }

    private protected ITransformer Transformer { get; }

    public TDst Predict(TSrc example)
    {
        var result = new TDst();
        Predict(example, ref result);
        return result;
    }

    public abstract void Predict(TSrc example, ref TDst prediction);

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _output.Dispose();
        _input.Dispose();
        if (_ownsTransformer)
            (Transformer as IDisposable)?.Dispose();
    }

    private protected void ExtractValues(TSrc example) => _input.ExtractValues(example);

    private protected void FillValues(TDst prediction) => _fill(prediction);
}

public sealed class PredictionEngine<TSrc, TDst> : PredictionEngineBase<TSrc, TDst>
    where TSrc : class
    where TDst : class, new()
{
    internal PredictionEngine(
        IHostEnvironment env,
        ITransformer transformer,
        bool ignoreMissingColumns,
        SchemaDefinition? inputSchemaDefinition = null,
        SchemaDefinition? outputSchemaDefinition = null,
        bool ownsTransformer = true)
        : base(env, transformer, ignoreMissingColumns, inputSchemaDefinition, outputSchemaDefinition, ownsTransformer)
    {
    }

    public override void Predict(TSrc example, ref TDst prediction)
    {
        Contracts.CheckValue(example, nameof(example));
        ExtractValues(example);
        prediction ??= new();
        FillValues(prediction);
    }
}

public sealed class PredictionEngineOptions
{
    public bool IgnoreMissingColumns = true;
    public SchemaDefinition? InputSchemaDefinition;
    public SchemaDefinition? OutputSchemaDefinition;
    public bool OwnsTransformer = true;

    public PredictionEngineOptions()
    {
    }
}
