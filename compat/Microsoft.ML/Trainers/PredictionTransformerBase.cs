using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public abstract class PredictionTransformerBase<TModel> : IPredictionTransformer<TModel>, IDisposable
    where TModel : class
{
    private protected readonly IHost Host;

    private protected PredictionTransformerBase(IHost host, TModel model)
    {
        Host = host;
        Model = model;
    }

    public TModel Model { get; }

    bool ITransformer.IsRowToRowMapper => true;

    public abstract DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

    private protected abstract IRowMapper MakeRowMapper(DataViewSchema schema);

    private protected abstract void SaveModel(ModelSaveContext ctx);

    void ICanSaveModel.Save(ModelSaveContext ctx) => SaveModel(ctx);

    public IDataView Transform(IDataView input)
    {
        Host.CheckValue(input, nameof(input));
        return new RowToRowMapperTransform(Host, input, MakeRowMapper(input.Schema), MakeRowMapper);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return new RowToRowMapperTransform(Host, new EmptyDataView(inputSchema), MakeRowMapper(inputSchema), MakeRowMapper);
    }

    public void Dispose() => (Model as IDisposable)?.Dispose();
}

public abstract class SingleFeaturePredictionTransformerBase<TModel> : PredictionTransformerBase<TModel>, ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private protected SingleFeaturePredictionTransformerBase(IHost host, TModel model, string featureColumnName, DataViewType featureColumnType)
        : base(host, model)
    {
        FeatureColumnName = featureColumnName;
        FeatureColumnType = featureColumnType;
    }

    public string FeatureColumnName { get; }

    public DataViewType FeatureColumnType { get; }

    public sealed override DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return RowToRowMapperTransform.GetOutputSchema(inputSchema, MakeRowMapper(inputSchema));
    }
}
