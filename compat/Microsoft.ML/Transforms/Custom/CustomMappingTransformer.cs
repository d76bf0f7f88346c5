using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

// Computes columns with the user's function on objects of the user's classes.
public sealed class CustomMappingTransformer<TSrc, TDst> : ITransformer
    where TSrc : class, new()
    where TDst : class, new()
{
    private readonly IHost _host;
    private readonly Action<TSrc, TDst> _mapAction;
    private readonly string? _contractName;
    private readonly SchemaDefinition? _outputSchemaDefinition;

    internal CustomMappingTransformer(IHostEnvironment env, Action<TSrc, TDst> mapAction, string? contractName,
        SchemaDefinition? inputSchemaDefinition, SchemaDefinition? outputSchemaDefinition)
    {
        _host = env.Register("CustomMappingTransformer");
        _host.CheckValue(mapAction, nameof(mapAction));
        _mapAction = mapAction;
        _contractName = contractName;
        InputSchemaDefinition = inputSchemaDefinition;
        _outputSchemaDefinition = outputSchemaDefinition;
        AddedSchema = new InputRow<TDst>(_host, outputSchemaDefinition).Schema;
    }

    internal SchemaDefinition? InputSchemaDefinition { get; }

    internal DataViewSchema AddedSchema { get; }

    bool ITransformer.IsRowToRowMapper => true;

    void ICanSaveModel.Save(ModelSaveContext ctx) => SaveModel(ctx);

    private void SaveModel(ModelSaveContext ctx)
    {
        if (_contractName is null)
            throw _host.Except("Empty contract name for a transform: the transform cannot be saved");
        CustomMappingLoader.Save(ctx, _contractName, _mapAction.Method.DeclaringType!.Assembly.FullName!);
    }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return RowToRowMapperTransform.GetOutputSchema(inputSchema, MakeRowMapper(inputSchema));
    }

    public IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new RowToRowMapperTransform(_host, input, MakeRowMapper(input.Schema), MakeRowMapper);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return new RowToRowMapperTransform(_host, new EmptyDataView(inputSchema), MakeRowMapper(inputSchema), MakeRowMapper);
    }

    private IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper(CustomMappingTransformer<TSrc, TDst> parent, DataViewSchema inputSchema) : IRowMapper
    {
        private readonly RowReader<TSrc> _reader = new(parent._host, inputSchema, ignoreMissingColumns: false, parent.InputSchemaDefinition);

        public DataViewSchema.DetachedColumn[] GetOutputColumns()
            => parent.AddedSchema.Select(column => new DataViewSchema.DetachedColumn(column)).ToArray();

        public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
        {
            if (!Enumerable.Range(0, parent.AddedSchema.Count).Any(activeOutput))
                return _ => false;
            return _reader.Needed.Select(column => column.Index).ToHashSet().Contains;
        }

        public ITransformer GetTransformer() => parent;

        void ICanSaveModel.Save(ModelSaveContext ctx) => parent.SaveModel(ctx);

        public Delegate?[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            var getters = new Delegate?[parent.AddedSchema.Count];
            if (!Enumerable.Range(0, getters.Length).Any(activeOutput))
                return getters;

            var output = new InputRow<TDst>(parent._host, parent._outputSchemaDefinition);
            var fill = _reader.Bind(input);
            TSrc source = new();
            TDst result = new();
            long served = -1;
            // All columns of a row come from one call of the user's function.
            Action refresh = () =>
            {
                if (served == input.Position)
                    return;
                fill(source);
                parent._mapAction(source, result);
                output.ExtractValues(result);
                served = input.Position;
            };
            for (int i = 0; i < getters.Length; i++)
                if (activeOutput(i))
                    getters[i] = GenericCall.Invoke<Delegate>(GenericCall.Method<Mapper>(nameof(MakeGetter)), null,
                        [output.Schema[i].Type.RawType], output, output.Schema[i], refresh);
            return getters;
        }

        private static ValueGetter<T> MakeGetter<T>(DataViewRow output, DataViewSchema.Column column, Action refresh)
        {
            var get = output.GetGetter<T>(column);
            return (ref T dst) =>
            {
                refresh();
                get(ref dst);
            };
        }
    }
}
