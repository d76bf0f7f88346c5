using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

// An estimator that learns a model from a feature vector, a label and perhaps a weight.
public abstract class TrainerEstimatorBase<TTransformer, TModel> : ITrainerEstimator<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    public readonly SchemaShape.Column FeatureColumn;
    public readonly SchemaShape.Column LabelColumn;
    public readonly SchemaShape.Column WeightColumn;

    private protected readonly IHost Host;

    private protected TrainerEstimatorBase(IHost host, SchemaShape.Column feature, SchemaShape.Column label, SchemaShape.Column weight = default)
    {
        Host = host;
        FeatureColumn = feature;
        LabelColumn = label;
        WeightColumn = weight;
    }

    public abstract TrainerInfo Info { get; }

    private protected abstract SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema);

    private protected abstract TTransformer TrainTransformer(IDataView trainSet, TModel? initial);

    public TTransformer Fit(IDataView input)
    {
        Host.CheckValue(input, nameof(input));
        return TrainTransformer(input, null);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        CheckInputSchema(inputSchema);
        var result = inputSchema.ToDictionary(c => c.Name);
        foreach (var column in GetOutputColumnsCore(inputSchema))
            result[column.Name] = column;
        return new SchemaShape(result.Values);
    }

    private protected void CheckInputSchema(SchemaShape inputSchema)
    {
        CheckColumn(inputSchema, FeatureColumn, "feature");
        CheckColumn(inputSchema, LabelColumn, "label");
        if (WeightColumn.IsValid)
            CheckColumn(inputSchema, WeightColumn, "weight");
    }

    private void CheckColumn(SchemaShape inputSchema, SchemaShape.Column expected, string role)
    {
        if (!inputSchema.TryFindColumn(expected.Name, out var actual))
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), role, expected.Name);
        if (!expected.IsCompatibleWith(actual))
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), role, expected.Name, expected.GetTypeString(), actual.GetTypeString());
    }
}
