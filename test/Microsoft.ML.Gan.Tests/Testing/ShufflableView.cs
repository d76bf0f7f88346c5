using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>
/// A view that shuffles when it is given random numbers, with columns of any type: ML.NET's own drops image columns. Each
/// cursor reads the rows of its source first; images are the source's own objects, as those of rows in memory are.
/// </summary>
internal sealed class ShufflableView(IDataView source) : IDataView
{
    /// <summary>How many cursors were opened with random numbers.</summary>
    public int Shuffles { get; private set; }

    public DataViewSchema Schema => source.Schema;

    public bool CanShuffle => true;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        var ids = new List<DataViewRowId>();
        var values = columns.ToDictionary(column => column.Index, column => ColumnValues.Create(column.Type.RawType));
        using (var cursor = source.GetRowCursor(columns))
        {
            var id = cursor.GetIdGetter();
            foreach (var column in columns)
                values[column.Index].Open(cursor, column);
            while (cursor.MoveNext())
            {
                DataViewRowId value = default;
                id(ref value);
                ids.Add(value);
                foreach (var column in values.Values)
                    column.Read();
            }
        }

        var order = Enumerable.Range(0, ids.Count).ToArray();
        if (rand is not null)
        {
            rand.Shuffle(order);
            Shuffles++;
        }

        return new Cursor(Schema, ids, values, order);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    /// <summary>The values of a column, row by row.</summary>
    private abstract class ColumnValues
    {
        public static ColumnValues Create(Type type) => (ColumnValues)Activator.CreateInstance(typeof(ColumnValues<>).MakeGenericType(type))!;

        public abstract void Open(DataViewRow row, DataViewSchema.Column column);

        public abstract void Read();
    }

    private sealed class ColumnValues<T> : ColumnValues
    {
        private readonly List<T> _values = [];
        private readonly CopyValue _copy = typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(VBuffer<>)
            ? typeof(ColumnValues<T>).GetMethod(nameof(CopyVector), BindingFlags.Static | BindingFlags.NonPublic)!
                .MakeGenericMethod(typeof(T).GetGenericArguments()).CreateDelegate<CopyValue>()
            : (T value, ref T target) => target = value;

        private ValueGetter<T>? _getter;

        private delegate void CopyValue(T value, ref T target);

        public override void Open(DataViewRow row, DataViewSchema.Column column) => _getter = row.GetGetter<T>(column);

        public override void Read()
        {
            T value = default!;
            _getter!(ref value);
            _values.Add(value);
        }

        public void CopyTo(int row, ref T target) => _copy(_values[row], ref target);

        /// <summary>What a reader does to its vector is not done to the next reader's.</summary>
        private static void CopyVector<TItem>(VBuffer<TItem> value, ref VBuffer<TItem> target) => value.CopyTo(ref target);
    }

    private sealed class Cursor(DataViewSchema schema, List<DataViewRowId> ids, Dictionary<int, ColumnValues> values, int[] order) : DataViewRowCursor
    {
        private long _position = -1;

        public override DataViewSchema Schema => schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => values.ContainsKey(column.Index);

        public override bool MoveNext() => ++_position < order.Length;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = ids[order[_position]];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            var own = (ColumnValues<TValue>)values[column.Index];
            return (ref TValue value) => own.CopyTo(order[_position], ref value);
        }
    }
}
