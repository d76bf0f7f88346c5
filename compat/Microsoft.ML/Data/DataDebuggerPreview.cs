using System.Collections.Immutable;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// The first rows of a view as objects, by row and by column.
public sealed class DataDebuggerPreview
{
    internal const int DefaultMaxRows = 100;

    internal DataDebuggerPreview(IDataView data, int maxRows)
    {
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckParam(maxRows >= 0, nameof(maxRows));
        Schema = data.Schema;
        using var cursor = data.GetRowCursor(data.Schema);
        var readers = Schema.Select(column => Reader(cursor, column)).ToArray();
        var rows = new List<object?[]>();
        while (rows.Count < maxRows && cursor.MoveNext())
            rows.Add(Array.ConvertAll(readers, read => read()));

        RowView = rows.Select(row => new RowInfo(row.Select((value, i) => new KeyValuePair<string, object>(Schema[i].Name, value!)).ToArray()))
            .ToImmutableArray();
        ColumnView = Schema.Select(column => new ColumnInfo(column, rows.Select(row => row[column.Index]!).ToArray())).ToImmutableArray();
    }

    public DataViewSchema Schema { get; }

    public ImmutableArray<ColumnInfo> ColumnView { get; }

    public ImmutableArray<RowInfo> RowView { get; }

    public override string ToString() => $"{Schema.Count} columns, {RowView.Length} rows";

    private static Func<object?> Reader(DataViewRow row, DataViewSchema.Column column) =>
        (Func<object?>)typeof(DataDebuggerPreview).GetMethod(nameof(TypedReader), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(column.Type.RawType)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [row, column], null)!;

    private static Func<object?> TypedReader<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            getter(ref value);
            return value;
        };
    }

    public sealed class RowInfo
    {
        internal RowInfo(KeyValuePair<string, object>[] values) => Values = values;

        public KeyValuePair<string, object>[] Values { get; }

        public override string ToString() => $"{Values.Length} columns";
    }

    public sealed class ColumnInfo
    {
        internal ColumnInfo(DataViewSchema.Column column, object[] values)
        {
            Column = column;
            Values = values;
        }

        public DataViewSchema.Column Column { get; }

        public object[] Values { get; }

        public override string ToString() => $"{Column.Name}: {Column.Type}";
    }
}
