using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace Microsoft.ML.Data;

// Compiled access to a member, made once: per row and column, reflection would cost more than the data.
internal static class MemberAccess
{
    public static Func<TRow, TMember> Getter<TRow, TMember>(MemberInfo member) =>
        Cache<Func<TRow, TMember>>.Made.GetOrAdd(member, static member =>
        {
            var row = Expression.Parameter(typeof(TRow));
            return Expression.Lambda<Func<TRow, TMember>>(Expression.MakeMemberAccess(row, member), row).Compile();
        });

    public static Action<TRow, TMember> Setter<TRow, TMember>(MemberInfo member) =>
        Cache<Action<TRow, TMember>>.Made.GetOrAdd(member, static member =>
        {
            var row = Expression.Parameter(typeof(TRow));
            var value = Expression.Parameter(typeof(TMember));
            var assign = Expression.Assign(Expression.MakeMemberAccess(row, member), value);
            return Expression.Lambda<Action<TRow, TMember>>(assign, row, value).Compile();
        });

    public static bool CanRead(MemberInfo member) => member is not PropertyInfo property || property.GetGetMethod() is not null;

    public static bool CanWrite(MemberInfo member) => member switch
    {
        PropertyInfo property => property.GetSetMethod() is not null,
        FieldInfo field => !field.IsInitOnly,
        _ => false,
    };

    private static class Cache<TDelegate>
    {
        public static readonly ConcurrentDictionary<MemberInfo, TDelegate> Made = new();
    }
}
