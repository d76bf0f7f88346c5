using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly IHost _host;
    private readonly string _name;
    private readonly string[] _sources;

    internal ColumnConcatenatingEstimator(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
    {
        _host = env.Register(nameof(ColumnConcatenatingEstimator));
        _name = _host.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        _sources = _host.CheckNonEmpty(inputColumnNames, nameof(inputColumnNames), "Input columns not specified");
        _host.CheckParam(!_sources.Any(string.IsNullOrEmpty), nameof(inputColumnNames), "Contained some null or empty items");
    }

    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        var transformer = new ColumnConcatenatingTransformer(_host, _name, _sources);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(c => c.Name);
        result[_name] = MakeColumn(inputSchema);
        return new SchemaShape(result.Values);
    }

    private SchemaShape.Column MakeColumn(SchemaShape inputSchema)
    {
        var kind = SchemaShape.Column.VectorKind.Vector;
        bool normalized = true, slotNames = false;
        DataViewType? itemType = null;
        foreach (var name in _sources)
        {
            if (!inputSchema.TryFindColumn(name, out var column))
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
            itemType ??= column.ItemType;
            if (column.IsKey)
                throw _host.Except($"Column '{name}' is key. Concatenation of keys is unsupported.");
            if (!column.ItemType.Equals(itemType))
                throw _host.Except($"Concatenated columns should have the same type. Column '{name}' has type of {column.ItemType}, "
                    + $"but expected column type is {itemType}.");
            if (column.Kind == SchemaShape.Column.VectorKind.VariableVector)
                kind = SchemaShape.Column.VectorKind.VariableVector;
            normalized &= column.ItemType is NumberDataViewType && column.IsNormalized();
            slotNames |= column.Kind == SchemaShape.Column.VectorKind.Scalar || column.HasSlotNames();
        }

        var annotations = new List<SchemaShape.Column>();
        if (normalized)
            annotations.Add(new SchemaShape.Column(AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));
        if (slotNames && kind == SchemaShape.Column.VectorKind.Vector)
            annotations.Add(new SchemaShape.Column(AnnotationUtils.Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false));
        return new SchemaShape.Column(_name, kind, itemType!, false, new SchemaShape(annotations));
    }
}
