using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.SyntheticRows;

/// <summary>
/// The missing value of a column's type: NaN, the missing key, the empty text, no image, or zero if the type has none. A vector of known size is
/// filled with missing values; other vectors are empty.
/// </summary>
internal static class MissingValues
{
    private static readonly MethodInfo _scalar = Method(nameof(Scalar));
    private static readonly MethodInfo _vector = Method(nameof(Vector));

    /// <summary>A <see cref="ValueGetter{TValue}"/> for a column of this type.</summary>
    public static Delegate Getter(DataViewType type) => type is VectorDataViewType vector
        ? Invoke(_vector, vector.ItemType.RawType, vector.Size)
        : Invoke(_scalar, type.RawType);

    private static ValueGetter<T> Scalar<T>()
    {
        var missing = Missing<T>();
        return (ref T value) => value = missing;
    }

    private static ValueGetter<VBuffer<T>> Vector<T>(int size)
    {
        var missing = Missing<T>();
        return (ref VBuffer<T> value) =>
        {
            var editor = VBufferEditor.Create(ref value, size);
            editor.Values.Fill(missing);
            value = editor.Commit();
        };
    }

    private static T Missing<T>() => default(T) switch
    {
        float => (T)(object)float.NaN,
        double => (T)(object)double.NaN,
        _ => default!,
    };

    private static Delegate Invoke(MethodInfo method, Type type, params object[] arguments) =>
        (Delegate)method.MakeGenericMethod(type).Invoke(null, arguments)!;

    private static MethodInfo Method(string name) => typeof(MissingValues).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;
}
