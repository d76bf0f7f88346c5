using System.Reflection;

namespace Microsoft.ML.Data;

// Values of one column kept in memory, copied so that what is kept does not change when buffers are reused.
internal abstract class ColumnStore
{
    public static bool CanHold(DataViewType type) => type is PrimitiveDataViewType or VectorDataViewType;

    public static ColumnStore Create(DataViewType type)
    {
        var store = type is VectorDataViewType vector
            ? typeof(VectorStore<>).MakeGenericType(vector.ItemType.RawType)
            : typeof(ScalarStore<>).MakeGenericType(type.RawType);
        return (ColumnStore)Activator.CreateInstance(store, BindingFlags.Public | BindingFlags.Instance, null, null, null)!;
    }

    // An action that stores the row's current value at a place, which may be the next free one.
    public abstract Action<int> Bind(DataViewRow row, DataViewSchema.Column column);

    // The getter of the value at the place that the function gives.
    public abstract Delegate GetGetter(Func<int> place);

    private sealed class ScalarStore<T> : ColumnStore
    {
        private readonly List<T> _values = [];

        public override Action<int> Bind(DataViewRow row, DataViewSchema.Column column)
        {
            var getter = row.GetGetter<T>(column);
            return place =>
            {
                T value = default!;
                getter(ref value);
                if (place == _values.Count)
                    _values.Add(value);
                else
                    _values[place] = value;
            };
        }

        public override Delegate GetGetter(Func<int> place) => (ValueGetter<T>)((ref T dst) => dst = _values[place()]);
    }

    private sealed class VectorStore<T> : ColumnStore
    {
        private readonly List<VBuffer<T>> _values = [];

        public override Action<int> Bind(DataViewRow row, DataViewSchema.Column column)
        {
            var getter = row.GetGetter<VBuffer<T>>(column);
            return place =>
            {
                // Fresh buffers of just the right size, filled by the getter itself: no copy to make.
                VBuffer<T> value = default;
                getter(ref value);
                if (place == _values.Count)
                    _values.Add(value);
                else
                    _values[place] = value;
            };
        }

        public override Delegate GetGetter(Func<int> place) =>
            (ValueGetter<VBuffer<T>>)((ref VBuffer<T> dst) => _values[place()].CopyTo(ref dst));
    }
}
