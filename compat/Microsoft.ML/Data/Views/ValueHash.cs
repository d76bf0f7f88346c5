using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// A number for a column's value that is the same in every process, unlike GetHashCode.
internal static class ValueHash
{
    public static Func<ulong> Create(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is TextDataViewType)
        {
            var text = row.GetGetter<ReadOnlyMemory<char>>(column);
            return () =>
            {
                ReadOnlyMemory<char> value = default;
                text(ref value);
                return Fnv(MemoryMarshal.AsBytes(value.Span));
            };
        }

        Contracts.CheckParam(
            column.Type is PrimitiveDataViewType, nameof(column), $"Column '{column.Name}' of type {column.Type} cannot be a sampling key");
        return (Func<ulong>)typeof(ValueHash).GetMethod(nameof(OfText), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(column.Type.RawType)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [row, column], null)!;
    }

    private static Func<ulong> OfText<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            getter(ref value);
            return Fnv(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{value}")));
        };
    }

    private static ulong Fnv(ReadOnlySpan<byte> bytes)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in bytes)
            hash = (hash ^ b) * 1099511628211UL;
        return hash;
    }
}
