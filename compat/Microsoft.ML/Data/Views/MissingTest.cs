using System.Reflection;

namespace Microsoft.ML.Data;

// Whether a row has all values of some columns: a NaN and the key 0 are missing values; other types have none.
internal static class MissingTest
{
    public static Func<bool> Create(DataViewRow row, DataViewSchema.Column[] columns)
    {
        var missing = Array.ConvertAll(columns, column => IsMissing(row, column));
        return () => !missing.Any(test => test());
    }

    private static Func<bool> IsMissing(DataViewRow row, DataViewSchema.Column column)
    {
        var item = column.Type.GetItemType();
        Delegate? test =
            item is KeyDataViewType ? Zero(item.RawType)
            : item.RawType == typeof(float) ? (Func<float, bool>)float.IsNaN
            : item.RawType == typeof(double) ? (Func<double, bool>)double.IsNaN
            : null;
        if (test is null)
            return () => false;
        var name = column.Type is VectorDataViewType ? nameof(Vector) : nameof(Scalar);
        return (Func<bool>)typeof(MissingTest).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(item.RawType)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [row, column, test], null)!;
    }

    private static Delegate Zero(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => (Func<byte, bool>)(key => key == 0),
        TypeCode.UInt16 => (Func<ushort, bool>)(key => key == 0),
        TypeCode.UInt32 => (Func<uint, bool>)(key => key == 0),
        _ => (Func<ulong, bool>)(key => key == 0),
    };

    private static Func<bool> Scalar<T>(DataViewRow row, DataViewSchema.Column column, Func<T, bool> test)
        where T : struct
    {
        var getter = row.GetGetter<T>(column);
        return () =>
        {
            T value = default;
            getter(ref value);
            return test(value);
        };
    }

    private static Func<bool> Vector<T>(DataViewRow row, DataViewSchema.Column column, Func<T, bool> test)
        where T : struct
    {
        var getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        // Slots that are not stored are 0: missing for keys, present for numbers.
        var zeroIsMissing = test(default);
        return () =>
        {
            getter(ref value);
            if (zeroIsMissing && !value.IsDense)
                return true;
            foreach (var item in value.GetValues())
            {
                if (test(item))
                    return true;
            }

            return false;
        };
    }
}
