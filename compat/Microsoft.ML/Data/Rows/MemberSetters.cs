using System.Reflection;

namespace Microsoft.ML.Data;

// From the values of a row to the members of an object. An array or buffer the object already holds is filled again when it fits.
internal static class MemberSetters
{
    public static Action<TRow> Create<TRow>(InternalSchemaDefinition.Column column, DataViewRow row, DataViewSchema.Column source)
    {
        var member = column.MemberType;
        if (member == typeof(string))
            return Text<TRow>(column.Member, row, source);
        if (member == typeof(string[]))
            return Texts<TRow>(column.Member, row, source);
        var (method, item) =
            member.IsArray ? (nameof(Items), member.GetElementType()!)
            : source.Type is VectorDataViewType vector ? (nameof(Buffer), vector.ItemType.RawType)
            : (nameof(Direct), member);
        return (Action<TRow>)typeof(MemberSetters).GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(typeof(TRow), item)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [column.Member, row, source], null)!;
    }

    private static Action<TRow> Text<TRow>(MemberInfo member, DataViewRow row, DataViewSchema.Column source)
    {
        var getter = row.GetGetter<ReadOnlyMemory<char>>(source);
        var write = MemberAccess.Setter<TRow, string>(member);
        ReadOnlyMemory<char> value = default;
        return target =>
        {
            getter(ref value);
            write(target, value.ToString());
        };
    }

    private static Action<TRow> Texts<TRow>(MemberInfo member, DataViewRow row, DataViewSchema.Column source)
    {
        var getter = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(source);
        var write = MemberAccess.Setter<TRow, string[]>(member);
        VBuffer<ReadOnlyMemory<char>> value = default;
        return target =>
        {
            getter(ref value);
            write(target, value.DenseValues().Select(text => text.ToString()).ToArray());
        };
    }

    private static Action<TRow> Items<TRow, T>(MemberInfo member, DataViewRow row, DataViewSchema.Column source)
    {
        var getter = row.GetGetter<VBuffer<T>>(source);
        var read = ReaderOrNull<TRow, T[]?>(member);
        var write = MemberAccess.Setter<TRow, T[]>(member);
        VBuffer<T> value = default;
        return target =>
        {
            getter(ref value);
            var items = read?.Invoke(target);
            if (items?.Length != value.Length)
                items = new T[value.Length];
            value.CopyTo(items);
            write(target, items);
        };
    }

    private static Action<TRow> Buffer<TRow, T>(MemberInfo member, DataViewRow row, DataViewSchema.Column source)
    {
        var getter = row.GetGetter<VBuffer<T>>(source);
        var read = ReaderOrNull<TRow, VBuffer<T>>(member);
        var write = MemberAccess.Setter<TRow, VBuffer<T>>(member);
        return target =>
        {
            var value = read is null ? default : read(target);
            getter(ref value);
            write(target, value);
        };
    }

    private static Action<TRow> Direct<TRow, T>(MemberInfo member, DataViewRow row, DataViewSchema.Column source)
    {
        var getter = row.GetGetter<T>(source);
        var write = MemberAccess.Setter<TRow, T>(member);
        // Offered to the getter again on the next row, as upstream does: one that disposes what it is offered (images) also
        // disposes the value of the object before.
        T value = default!;
        return target =>
        {
            getter(ref value);
            write(target, value);
        };
    }

    private static Func<TRow, T>? ReaderOrNull<TRow, T>(MemberInfo member) =>
        MemberAccess.CanRead(member) ? MemberAccess.Getter<TRow, T>(member) : null;
}
