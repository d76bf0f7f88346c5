using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// From a member of the current object to the value of its column.
internal static class MemberGetters
{
    public static Delegate Create<TRow>(InternalSchemaDefinition.Column column, Func<TRow> current)
    {
        var member = column.MemberType;
        if (member == typeof(string))
            return Text(column.Member, current);
        if (member == typeof(string[]))
            return Texts(column.Member, current);
        var (method, item) =
            member.IsArray ? (nameof(Items), member.GetElementType()!)
            : column.ColumnType is VectorDataViewType vector ? (nameof(Buffer), vector.ItemType.RawType)
            : column.ColumnType is KeyDataViewType ? (nameof(Key), member)
            : (nameof(Direct), member);
        return (Delegate)typeof(MemberGetters).GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(typeof(TRow), item)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [column, current], null)!;
    }

    private static ValueGetter<ReadOnlyMemory<char>> Text<TRow>(MemberInfo member, Func<TRow> current)
    {
        var read = MemberAccess.Getter<TRow, string?>(member);
        return (ref ReadOnlyMemory<char> dst) => dst = read(current()).AsMemory();
    }

    private static ValueGetter<VBuffer<ReadOnlyMemory<char>>> Texts<TRow>(MemberInfo member, Func<TRow> current)
    {
        var read = MemberAccess.Getter<TRow, string?[]?>(member);
        return (ref VBuffer<ReadOnlyMemory<char>> dst) =>
        {
            var texts = read(current()) ?? [];
            var editor = VBufferEditor.Create(ref dst, texts.Length);
            for (var i = 0; i < texts.Length; i++)
                editor.Values[i] = texts[i].AsMemory();
            dst = editor.Commit();
        };
    }

    private static ValueGetter<VBuffer<T>> Items<TRow, T>(InternalSchemaDefinition.Column column, Func<TRow> current)
    {
        var read = MemberAccess.Getter<TRow, T[]?>(column.Member);
        return (ref VBuffer<T> dst) =>
        {
            var items = read(current()) ?? [];
            var editor = VBufferEditor.Create(ref dst, items.Length);
            items.CopyTo(editor.Values);
            dst = editor.Commit();
        };
    }

    private static ValueGetter<VBuffer<T>> Buffer<TRow, T>(InternalSchemaDefinition.Column column, Func<TRow> current)
    {
        var read = MemberAccess.Getter<TRow, VBuffer<T>>(column.Member);
        return (ref VBuffer<T> dst) => read(current()).CopyTo(ref dst);
    }

    private static ValueGetter<T> Direct<TRow, T>(InternalSchemaDefinition.Column column, Func<TRow> current)
    {
        var read = MemberAccess.Getter<TRow, T>(column.Member);
        return (ref T dst) => dst = read(current());
    }

    // Upstream's rule: a user's class holds the zero-based value, the column the key, one more; what is out of range is missing.
    private static ValueGetter<T> Key<TRow, T>(InternalSchemaDefinition.Column column, Func<TRow> current)
        where T : struct
    {
        Contracts.Check(
            typeof(T) == typeof(byte) || typeof(T) == typeof(uint) || typeof(T) == typeof(ulong),
            $"Member {column.Member.Name}: keys of type {typeof(T).Name} cannot be read from objects");
        var read = MemberAccess.Getter<TRow, T>(column.Member);
        var last = ((KeyDataViewType)column.ColumnType).Count - 1;
        return (ref T dst) =>
        {
            var value = Convert.ToUInt64(read(current()));
            dst = (T)Convert.ChangeType(value <= last ? value + 1 : 0, typeof(T));
        };
    }
}
