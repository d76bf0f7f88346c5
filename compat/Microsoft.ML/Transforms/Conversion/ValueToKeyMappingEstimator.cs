using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    public enum KeyOrdinality : byte
    {
        ByOccurrence = 0,
        ByValue = 1,
    }

    private readonly IHost _host;
    private readonly (string outputColumnName, string inputColumnName)[] _columns;
    private readonly int _maximumNumberOfKeys;
    private readonly KeyOrdinality _ordinality;
    private readonly bool _namesAsText;
    private readonly IDataView? _keyData;

    internal ValueToKeyMappingEstimator(IHostEnvironment env, (string outputColumnName, string inputColumnName)[] columns,
        int maximumNumberOfKeys, KeyOrdinality keyOrdinality, bool addKeyValueAnnotationsAsText, IDataView? keyData)
    {
        _host = env.Register(nameof(ValueToKeyMappingEstimator));
        _host.CheckNonEmpty(columns, nameof(columns));
        _host.CheckUserArg(maximumNumberOfKeys > 0, nameof(maximumNumberOfKeys), "Must be positive");
        _host.CheckUserArg(Enum.IsDefined(keyOrdinality), nameof(keyOrdinality));
        _columns = columns;
        _maximumNumberOfKeys = maximumNumberOfKeys;
        _ordinality = keyOrdinality;
        _namesAsText = addKeyValueAnnotationsAsText;
        _keyData = keyData;
    }

    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        var sources = Array.ConvertAll(_columns, pair => FindSource(input.Schema, pair.inputColumnName));
        var maps = _keyData is null ? Train(input, sources) : TrainFromKeyData(_keyData, sources);
        return new ValueToKeyMappingTransformer(_host, _columns, maps, _namesAsText);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(c => c.Name);
        foreach (var (output, input) in _columns)
        {
            if (!inputSchema.TryFindColumn(input, out var source))
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", input);
            if (!source.ItemType.IsStandardScalar())
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", input);

            if (!source.IsKey || !source.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out var names)
                || names.Kind != SchemaShape.Column.VectorKind.Vector)
            {
                names = _namesAsText
                    ? new SchemaShape.Column(AnnotationUtils.Kinds.KeyValues, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false)
                    : new SchemaShape.Column(AnnotationUtils.Kinds.KeyValues, SchemaShape.Column.VectorKind.Vector, source.ItemType, source.IsKey);
            }
            var annotations = new List<SchemaShape.Column> { names };
            if (source.Annotations.TryFindColumn(AnnotationUtils.Kinds.SlotNames, out var slots))
                annotations.Add(slots);
            result[output] = new SchemaShape.Column(output, source.Kind, NumberDataViewType.UInt32, true, new SchemaShape(annotations));
        }
        return new SchemaShape(result.Values);
    }

    private DataViewSchema.Column FindSource(DataViewSchema schema, string name)
    {
        var column = schema.GetColumnOrNull(name) ?? throw _host.ExceptSchemaMismatch("input", "input", name);
        var itemType = column.Type.GetItemType();
        if (!itemType.IsStandardScalar() && itemType is not KeyDataViewType)
            throw _host.ExceptSchemaMismatch("input", "input", name, "standard or vector of standard type", column.Type.ToString()!);
        return column;
    }

    private KeyMapBuilder MakeBuilder(DataViewSchema.Column source, int maximum)
        => KeyMapBuilder.Create((PrimitiveDataViewType)source.Type.GetItemType(), maximum, _ordinality == KeyOrdinality.ByValue);

    private KeyMap[] Train(IDataView input, DataViewSchema.Column[] sources)
    {
        var builders = Array.ConvertAll(sources, source => MakeBuilder(source, _maximumNumberOfKeys));
        using var cursor = input.GetRowCursor(sources.DistinctBy(c => c.Index).ToArray());
        var readers = builders.Select((builder, i) => builder.Bind(cursor, sources[i])).ToArray();
        while (cursor.MoveNext())
        {
            _host.CheckAlive();
            foreach (var read in readers)
                read();
        }
        return Array.ConvertAll(builders, builder => builder.Finish());
    }

    // The keys' values come from elsewhere, the same for all columns.
    private KeyMap[] TrainFromKeyData(IDataView keyData, DataViewSchema.Column[] sources)
    {
        if (keyData.Schema.Count != 1)
            throw _host.ExceptParam(nameof(keyData), $"Input data containing terms should contain exactly one column, but had {keyData.Schema.Count} instead. "
                + $"Consider using {nameof(ColumnSelectingEstimator)} on that data first.");
        var column = keyData.Schema[0];
        foreach (var source in sources)
            if (!column.Type.Equals(source.Type.GetItemType()))
                throw _host.ExceptUserArg(nameof(keyData), $"Input data's column must be of type '{source.Type.GetItemType()}' but was '{column.Type}'");

        return Array.ConvertAll(sources, source =>
        {
            var builder = MakeBuilder(source, int.MaxValue);
            using var cursor = keyData.GetRowCursor([column]);
            var read = builder.Bind(cursor, column);
            while (cursor.MoveNext())
                read();
            return builder.Finish();
        });
    }
}
