using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Data;

/// <summary>Keys of any type as numbers: 0 if the key is missing.</summary>
internal static class KeyReader
{
    /// <summary>Reads the key of the current row; it follows the row.</summary>
    public static Func<ulong> Open(DataViewRow row, DataViewSchema.Column column) => column.Type.RawType switch
    {
        var raw when raw == typeof(byte) => Open<byte>(row, column, key => key),
        var raw when raw == typeof(ushort) => Open<ushort>(row, column, key => key),
        var raw when raw == typeof(uint) => Open<uint>(row, column, key => key),
        _ => Open<ulong>(row, column, key => key),
    };

    private static Func<ulong> Open<TKey>(DataViewRow row, DataViewSchema.Column column, Func<TKey, ulong> number)
    {
        var getter = row.GetGetter<TKey>(column);
        TKey key = default!;
        return () =>
        {
            getter(ref key);
            return number(key);
        };
    }
}
