using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Estimators in a row, each fitted on what those before it make of the data.
public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>>
    where TLastTransformer : class, ITransformer
{
    private readonly IHostEnvironment? _env;
    private readonly EstimatorStage[] _stages;

    public readonly IEstimator<TLastTransformer>? LastEstimator;

    public EstimatorChain()
    {
        _stages = [];
    }

    internal EstimatorChain(IHostEnvironment? env, EstimatorStage[] stages)
    {
        _env = env;
        _stages = stages;
        LastEstimator = stages.LastOrDefault()?.Estimator as IEstimator<TLastTransformer>;
    }

    public TransformerChain<TLastTransformer> Fit(IDataView input)
    {
        Contracts.CheckValue(input, nameof(input));
        // All schemas are checked before the first stage is fitted, which may take hours.
        GetOutputSchema(SchemaShape.Create(input.Schema));

        var data = input;
        var transformers = new ITransformer[_stages.Length];
        for (var i = 0; i < _stages.Length; i++)
        {
            transformers[i] = _stages[i].Estimator.Fit(data);
            data = transformers[i].Transform(data);
            if (_stages[i].CacheAfter && i < _stages.Length - 1)
                data = new CacheDataView(_env!, data, null);
        }

        return new(transformers, _stages.Select(stage => stage.Scope));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        return _stages.Aggregate(inputSchema, (schema, stage) => stage.Estimator.GetOutputSchema(schema));
    }

    public EstimatorChain<TNewTrans> Append<TNewTrans>(IEstimator<TNewTrans> estimator, TransformerScope scope = TransformerScope.Everything)
        where TNewTrans : class, ITransformer
    {
        Contracts.CheckValue(estimator, nameof(estimator));
        return new(_env, [.. _stages, new EstimatorStage(estimator, scope, false)]);
    }

    public EstimatorChain<TLastTransformer> AppendCacheCheckpoint(IHostEnvironment env)
    {
        Contracts.CheckValue(env, nameof(env));
        if (_stages.Length == 0)
            throw new InvalidOperationException("Current estimator chain has no estimator, can't append cache checkpoint.");
        return new(env, [.. _stages[..^1], _stages[^1] with { CacheAfter = true }]);
    }
}

internal sealed record EstimatorStage(IEstimator<ITransformer> Estimator, TransformerScope Scope, bool CacheAfter);
