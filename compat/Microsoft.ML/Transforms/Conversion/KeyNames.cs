using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// The key names among a column's annotations, to a model file and back. Only annotations that a file can hold are kept:
// text and numbers.
internal static class KeyNames
{
    public static void Save(ModelSaveContext ctx, DataViewSchema.Annotations annotations)
    {
        var type = annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type as VectorDataViewType;
        ctx.Writer.Write(type is not null);
        if (type is not null)
            GenericCall.Invoke<object?>(GenericCall.Method(typeof(KeyNames), nameof(SaveCore)), null, [type.ItemType.RawType], ctx, annotations, type);
    }

    public static DataViewSchema.Annotations Load(IHostEnvironment env, ModelLoadContext ctx)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        if (ctx.Reader.ReadBoolean())
        {
            var itemType = SavedValues.LoadType(ctx);
            GenericCall.Invoke<object?>(GenericCall.Method(typeof(KeyNames), nameof(LoadCore)), null, [itemType.RawType], ctx, builder, itemType);
        }
        return builder.ToAnnotations();
    }

    private static object? SaveCore<T>(ModelSaveContext ctx, DataViewSchema.Annotations annotations, VectorDataViewType type) where T : notnull
    {
        VBuffer<T> names = default;
        annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref names);
        SavedValues.SaveType(ctx, type.ItemType);
        SavedValues.Save(ctx, names.DenseValues().ToArray());
        return null;
    }

    private static object? LoadCore<T>(ModelLoadContext ctx, DataViewSchema.Annotations.Builder builder, PrimitiveDataViewType itemType) where T : notnull
    {
        var names = SavedValues.Load<T>(ctx);
        builder.Add(AnnotationUtils.Kinds.KeyValues, new VectorDataViewType(itemType, names.Length),
            (ValueGetter<VBuffer<T>>)((ref VBuffer<T> dst) => dst = new VBuffer<T>(names.Length, (T[])names.Clone())));
        return null;
    }
}
