using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// The getter of an annotation whose value a user gave as a plain .NET value.
internal static class ConstantGetter
{
    public static Delegate Create(object? value, DataViewType type)
    {
        Delegate getter = value switch
        {
            null => throw Contracts.ExceptValue(nameof(value)),
            string text => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> dst) => dst = text.AsMemory()),
            string[] texts => Vector(Array.ConvertAll(texts, text => text.AsMemory())),
            Array array => Generic(nameof(Vector), array.GetType().GetElementType()!, array),
            _ when value.GetType() is { IsGenericType: true } t && t.GetGenericTypeDefinition() == typeof(VBuffer<>) =>
                Generic(nameof(Buffer), t.GetGenericArguments()[0], value),
            _ => Generic(nameof(Scalar), value.GetType(), value),
        };
        if (getter.GetType() != typeof(ValueGetter<>).MakeGenericType(type.RawType))
            throw Contracts.Except("The annotation's value has type {0}, but its column type is {1}", value.GetType(), type);
        return getter;
    }

    private static Delegate Generic(string name, Type item, object value) =>
        (Delegate)typeof(ConstantGetter).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(item).Invoke(null, [value])!;

    private static ValueGetter<T> Scalar<T>(T value) => (ref T dst) => dst = value;

    private static ValueGetter<VBuffer<T>> Vector<T>(T[] values) => Buffer(new VBuffer<T>(values.Length, values));

    // Copied, because the receiver may reuse the arrays it is given.
    private static ValueGetter<VBuffer<T>> Buffer<T>(VBuffer<T> value) => (ref VBuffer<T> dst) => value.CopyTo(ref dst);
}
