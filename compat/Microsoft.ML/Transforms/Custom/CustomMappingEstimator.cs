using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class CustomMappingEstimator<TSrc, TDst> : TrivialEstimator<CustomMappingTransformer<TSrc, TDst>>
    where TSrc : class, new()
    where TDst : class, new()
{
    internal CustomMappingEstimator(IHostEnvironment env, Action<TSrc, TDst> mapAction, string? contractName,
        SchemaDefinition? inputSchemaDefinition, SchemaDefinition? outputSchemaDefinition)
        : base(env.Register("CustomMappingEstimator"),
            new CustomMappingTransformer<TSrc, TDst>(env, mapAction, contractName, inputSchemaDefinition, outputSchemaDefinition))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(c => c.Name);
        var needed = InternalSchemaDefinition.Create(typeof(TSrc), SchemaDefinition.Direction.Write, Transformer.InputSchemaDefinition);
        foreach (var column in needed.Columns)
        {
            if (!result.TryGetValue(column.ColumnName, out var source))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.ColumnName);
            SchemaShape.GetColumnTypeShape(column.ColumnType, out var kind, out var itemType, out bool isKey);
            // A field of variable size takes vectors of known size too.
            bool fits = kind == source.Kind || (kind == SchemaShape.Column.VectorKind.VariableVector && source.Kind == SchemaShape.Column.VectorKind.Vector);
            if (!fits || !itemType.Equals(source.ItemType) || isKey != source.IsKey)
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.ColumnName, column.ColumnType.ToString()!, source.GetTypeString());
        }
        foreach (var added in SchemaShape.Create(Transformer.AddedSchema))
            result[added.Name] = added;
        return new SchemaShape(result.Values);
    }
}
