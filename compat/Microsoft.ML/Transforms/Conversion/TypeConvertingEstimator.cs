using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class TypeConvertingEstimator : TrivialEstimator<TypeConvertingTransformer>
{
    internal TypeConvertingEstimator(IHostEnvironment env, DataKind outputKind, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(TypeConvertingEstimator)), new TypeConvertingTransformer(env, outputKind, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        var result = inputSchema.ToDictionary(c => c.Name);
        var newType = ColumnTypeExtensions.PrimitiveTypeFromKind(Transformer.OutputKind);
        foreach (var (output, input) in Transformer.ColumnPairs)
        {
            if (!inputSchema.TryFindColumn(input, out var source))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", input);
            if (source.IsKey && !KeyDataViewType.IsValidDataType(newType.RawType))
                throw Host.ExceptParam(nameof(inputSchema), $"Can't convert {input} into {newType}");
            if (StandardConversions.Find(source.ItemType, newType) is null)
                throw Host.ExceptParam(nameof(inputSchema), $"Don't know how to convert {input} into {newType}");
            result[output] = new SchemaShape.Column(output, source.Kind, newType, source.IsKey, MakeAnnotations(source, newType));
        }
        return new SchemaShape(result.Values);
    }

    // As the transformer delivers them.
    private static SchemaShape MakeAnnotations(SchemaShape.Column source, PrimitiveDataViewType newType)
    {
        var kept = new List<SchemaShape.Column>();
        foreach (var annotation in source.Annotations)
        {
            bool keep = annotation.Name switch
            {
                AnnotationUtils.Kinds.SlotNames => source.Kind == SchemaShape.Column.VectorKind.Vector,
                AnnotationUtils.Kinds.KeyValues => source.IsKey,
                AnnotationUtils.Kinds.IsNormalized => !source.IsKey && source.ItemType is NumberDataViewType && newType is NumberDataViewType,
                _ => false,
            };
            if (keep)
                kept.Add(annotation);
        }
        if (source is { ItemType: BooleanDataViewType, Kind: SchemaShape.Column.VectorKind.Scalar } && newType is NumberDataViewType)
            kept.Add(new SchemaShape.Column(AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));
        return new SchemaShape(kept);
    }
}
