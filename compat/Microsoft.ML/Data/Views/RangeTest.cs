using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Whether a value lies within bounds. A key counts as the middle of its share of [0, 1], a missing value lies nowhere.
internal static class RangeTest
{
    public static Func<bool> Create(DataViewRow row, DataViewSchema.Column column, double min, double max, bool includeMax, bool complement)
    {
        var read = NumberReader(row, column);
        return () =>
        {
            var value = read();
            if (double.IsNaN(value))
                return false;
            var within = min <= value && (value < max || (includeMax && value <= max));
            return within != complement;
        };
    }

    private static Func<double> NumberReader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is KeyDataViewType key)
        {
            var raw = Reader(row, column);
            return () => raw() is var value && value >= 1 && value <= key.Count ? (value - 0.5) / key.Count : double.NaN;
        }

        return Reader(row, column);
    }

    private static Func<double> Reader(DataViewRow row, DataViewSchema.Column column) => Type.GetTypeCode(column.Type.RawType) switch
    {
        TypeCode.Single => Convert<float>(row, column, value => value),
        TypeCode.Double => Convert<double>(row, column, value => value),
        TypeCode.Byte => Convert<byte>(row, column, value => value),
        TypeCode.UInt16 => Convert<ushort>(row, column, value => value),
        TypeCode.UInt32 => Convert<uint>(row, column, value => value),
        TypeCode.UInt64 => Convert<ulong>(row, column, value => value),
        _ => throw Contracts.ExceptUserArg(nameof(column), "Column '{0}' does not have compatible type", column.Name),
    };

    private static Func<double> Convert<T>(DataViewRow row, DataViewSchema.Column column, Func<T, double> convert)
        where T : struct
    {
        var getter = row.GetGetter<T>(column);
        return () =>
        {
            T value = default;
            getter(ref value);
            return convert(value);
        };
    }
}
