using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>The names of a key column's classes.</summary>
internal static class KeyNames
{
    /// <summary>The names, in the order of the keys; empty when the column does not say them or they are of an unusual type.</summary>
    public static IReadOnlyList<string> Of(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(AnnotationKind)?.Type is not VectorDataViewType type)
            return [];
        return type.ItemType.RawType switch
        {
            var raw when raw == typeof(ReadOnlyMemory<char>) => Read<ReadOnlyMemory<char>>(column),
            var raw when raw == typeof(byte) => Read<byte>(column),
            var raw when raw == typeof(ushort) => Read<ushort>(column),
            var raw when raw == typeof(uint) => Read<uint>(column),
            var raw when raw == typeof(ulong) => Read<ulong>(column),
            var raw when raw == typeof(int) => Read<int>(column),
            var raw when raw == typeof(long) => Read<long>(column),
            var raw when raw == typeof(float) => Read<float>(column),
            var raw when raw == typeof(double) => Read<double>(column),
            var raw when raw == typeof(bool) => Read<bool>(column),
            _ => [],
        };
    }

    private const string AnnotationKind = "KeyValues";

    private static string[] Read<T>(DataViewSchema.Column column)
    {
        VBuffer<T> names = default;
        column.Annotations.GetValue(AnnotationKind, ref names);
        return [.. names.DenseValues().Select(name => FormattableString.Invariant($"{name}"))];
    }
}
