using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// A transformer whose output row depends on its input row alone.
public abstract class RowToRowTransformerBase : ITransformer
{
    private protected readonly IHost Host;

    private protected RowToRowTransformerBase(IHost host)
    {
        Contracts.CheckValue(host, nameof(host));
        Host = host;
    }

    bool ITransformer.IsRowToRowMapper => true;

    void ICanSaveModel.Save(ModelSaveContext ctx) => SaveModel(ctx);

    private protected abstract void SaveModel(ModelSaveContext ctx);

    private protected abstract IRowMapper MakeRowMapper(DataViewSchema schema);

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return new RowToRowMapperTransform(Host, new EmptyDataView(inputSchema), MakeRowMapper(inputSchema), MakeRowMapper);
    }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return RowToRowMapperTransform.GetOutputSchema(inputSchema, MakeRowMapper(inputSchema));
    }

    public IDataView Transform(IDataView input) => MakeDataTransform(input);

    private protected RowToRowMapperTransform MakeDataTransform(IDataView input)
    {
        Host.CheckValue(input, nameof(input));
        return new RowToRowMapperTransform(Host, input, MakeRowMapper(input.Schema), MakeRowMapper);
    }

    private protected abstract class MapperBase : IRowMapper
    {
        private readonly RowToRowTransformerBase _parent;

        protected readonly IHost Host;
        protected readonly DataViewSchema InputSchema;
        protected readonly Lazy<DataViewSchema.DetachedColumn[]> OutputColumns;

        protected MapperBase(IHost host, DataViewSchema inputSchema, RowToRowTransformerBase parent)
        {
            Contracts.CheckValue(host, nameof(host));
            Contracts.CheckValue(inputSchema, nameof(inputSchema));
            Host = host;
            InputSchema = inputSchema;
            _parent = parent;
            // Lazy, because derived classes build their columns from fields that their constructors set later.
            OutputColumns = new(GetOutputColumnsCore);
        }

        protected abstract DataViewSchema.DetachedColumn[] GetOutputColumnsCore();

        protected abstract Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer);

        private protected abstract Func<int, bool> GetDependenciesCore(Func<int, bool> activeOutput);

        private protected virtual void SaveModel(ModelSaveContext ctx) => _parent.SaveModel(ctx);

        DataViewSchema.DetachedColumn[] IRowMapper.GetOutputColumns() => OutputColumns.Value;

        Func<int, bool> IRowMapper.GetDependencies(Func<int, bool> activeOutput) => GetDependenciesCore(activeOutput);

        void ICanSaveModel.Save(ModelSaveContext ctx) => SaveModel(ctx);

        public ITransformer GetTransformer() => _parent;

        public virtual Delegate?[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action? disposer)
        {
            var getters = new Delegate?[OutputColumns.Value.Length];
            Action? all = null;
            for (var i = 0; i < getters.Length; i++)
            {
                if (!activeOutput(i))
                    continue;
                getters[i] = MakeGetter(input, i, activeOutput, out var one);
                all += one;
            }

            disposer = all;
            return getters;
        }
    }
}
