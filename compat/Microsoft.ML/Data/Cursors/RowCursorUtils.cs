using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

internal static class RowCursorUtils
{
    internal const string FetchValueStateError =
        "Values cannot be fetched at this time. This method was called either before the first call to MoveNext, or at any point after MoveNext returned false.";

    // Only the indices count, as upstream: a column of an equal schema of another object is accepted.
    internal static bool[] ActiveColumns(IEnumerable<DataViewSchema.Column>? columnsNeeded, DataViewSchema schema)
    {
        var active = new bool[schema.Count];
        foreach (var column in columnsNeeded ?? [])
        {
            Contracts.CheckParam(column.Index < active.Length, nameof(columnsNeeded), "The column is not one of this view");
            active[column.Index] = true;
        }

        return active;
    }

    internal static Func<int, bool> FromColumnsToPredicate(IEnumerable<DataViewSchema.Column>? columnsNeeded, DataViewSchema schema)
    {
        var active = ActiveColumns(columnsNeeded, schema);
        return index => 0 <= index && index < active.Length && active[index];
    }

    internal static ValueGetter<TValue> Cast<TValue>(Delegate? getter, DataViewSchema.Column column)
    {
        if (getter is null)
            throw Contracts.ExceptParam(nameof(column), "The column '{0}' is not active in this cursor", column.Name);
        return getter as ValueGetter<TValue>
            ?? throw Contracts.Except(
                $"Invalid TValue in GetGetter: '{typeof(TValue)}', expected type: '{getter.GetType().GetGenericArguments()[0]}'.");
    }

    // The getter of a column whatever its type, for code that handles values through Delegate.
    internal static Delegate GetGetterAsDelegate(this DataViewRow row, int index)
    {
        var column = row.Schema[index];
        return (Delegate)typeof(DataViewRow).GetMethod(nameof(DataViewRow.GetGetter))!
            .MakeGenericMethod(column.Type.RawType)
            .Invoke(row, BindingFlags.DoNotWrapExceptions, null, [column], null)!;
    }

    internal static DataViewRowCursor GetRowCursorForAllColumns(this IDataView view, Random? rand = null) => view.GetRowCursor(view.Schema, rand);
}
