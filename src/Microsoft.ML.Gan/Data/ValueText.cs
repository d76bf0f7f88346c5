using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Data;

/// <summary>Values of any simple type as the texts that <see cref="KeyNames"/> makes of them, for messages.</summary>
internal static class ValueText
{
    /// <summary>Reads the value of the current row; it follows the row.</summary>
    /// <returns>Null for a type that is not simple.</returns>
    public static Func<string>? Open(DataViewRow row, DataViewSchema.Column column) => column.Type.RawType switch
    {
        var raw when raw == typeof(ReadOnlyMemory<char>) => Open<ReadOnlyMemory<char>>(row, column),
        var raw when raw == typeof(byte) => Open<byte>(row, column),
        var raw when raw == typeof(sbyte) => Open<sbyte>(row, column),
        var raw when raw == typeof(ushort) => Open<ushort>(row, column),
        var raw when raw == typeof(short) => Open<short>(row, column),
        var raw when raw == typeof(uint) => Open<uint>(row, column),
        var raw when raw == typeof(int) => Open<int>(row, column),
        var raw when raw == typeof(ulong) => Open<ulong>(row, column),
        var raw when raw == typeof(long) => Open<long>(row, column),
        var raw when raw == typeof(float) => Open<float>(row, column),
        var raw when raw == typeof(double) => Open<double>(row, column),
        var raw when raw == typeof(bool) => Open<bool>(row, column),
        _ => null,
    };

    private static Func<string> Open<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return KeyNames.TextOf(value);
        };
    }
}
