using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public static class ColumnCursorExtensions
{
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName)
    {
        Contracts.CheckValue(data, nameof(data));
        return data.GetColumn<T>(data.Schema[columnName]);
    }

    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckNonEmpty(column.Name, nameof(column));
        if (column.Index >= data.Schema.Count || data.Schema[column.Index].Name != column.Name || !data.Schema[column.Index].Type.Equals(column.Type))
            throw Contracts.ExceptParam(nameof(column), $"The column {column.Name} of type {column.Type} cannot be found in {nameof(data)}");

        if (column.Type.RawType == typeof(T))
            return Read<T, T>(data, column, value => value);
        if (typeof(T) == typeof(string) && column.Type is TextDataViewType)
            return (IEnumerable<T>)Read<ReadOnlyMemory<char>, string>(data, column, value => value.ToString());
        if (typeof(T) == typeof(string[]) && column.Type is VectorDataViewType { ItemType: TextDataViewType })
        {
            return (IEnumerable<T>)Read<VBuffer<ReadOnlyMemory<char>>, string[]>(
                data, column, value => value.DenseValues().Select(text => text.ToString()).ToArray());
        }

        if (typeof(T).IsArray && column.Type is VectorDataViewType vector && vector.ItemType.RawType == typeof(T).GetElementType())
        {
            return (IEnumerable<T>)typeof(ColumnCursorExtensions)
                .GetMethod(nameof(ReadArrays), System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!
                .MakeGenericMethod(vector.ItemType.RawType)
                .Invoke(null, [data, column])!;
        }

        throw Contracts.ExceptParam(
            nameof(column),
            $"Cannot map column (name: {column.Name}, type: {column.Type}) in {nameof(data)} to the user-defined type, {typeof(T)}.");
    }

    private static IEnumerable<TItem[]> ReadArrays<TItem>(IDataView data, DataViewSchema.Column column) =>
        Read<VBuffer<TItem>, TItem[]>(data, column, value =>
        {
            var items = new TItem[value.Length];
            value.CopyTo(items);
            return items;
        });

    private static IEnumerable<TOut> Read<TIn, TOut>(IDataView data, DataViewSchema.Column column, Func<TIn, TOut> convert)
    {
        using var cursor = data.GetRowCursor([column]);
        var getter = cursor.GetGetter<TIn>(column);
        // Offered again on the next row, as upstream does.
        TIn value = default!;
        while (cursor.MoveNext())
        {
            getter(ref value);
            yield return convert(value);
        }
    }
}
