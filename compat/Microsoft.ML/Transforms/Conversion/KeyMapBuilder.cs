namespace Microsoft.ML.Data;

// Collects a column's distinct values in the order of their first occurrence.
internal abstract class KeyMapBuilder
{
    public static KeyMapBuilder Create(PrimitiveDataViewType itemType, int maximumCount, bool sort)
        => (KeyMapBuilder)Activator.CreateInstance(typeof(KeyMapBuilder<>).MakeGenericType(itemType.RawType), itemType, maximumCount, sort)!;

    // What to call on each row of the cursor.
    public abstract Action Bind(DataViewRow row, DataViewSchema.Column source);

    public abstract KeyMap Finish();
}

internal sealed class KeyMapBuilder<T>(PrimitiveDataViewType itemType, int maximumCount, bool sort) : KeyMapBuilder where T : notnull
{
    private readonly List<T> _values = [];
    private readonly HashSet<T> _seen = new(KeyComparer<T>.Instance);

    public override Action Bind(DataViewRow row, DataViewSchema.Column source)
    {
        if (source.Type is not VectorDataViewType)
        {
            var get = row.GetGetter<T>(source);
            T value = default!;
            return () =>
            {
                get(ref value);
                Add(value);
            };
        }
        var getVector = row.GetGetter<VBuffer<T>>(source);
        VBuffer<T> vector = default;
        return () =>
        {
            getVector(ref vector);
            foreach (var (_, value) in vector.Items(all: true))
                Add(value);
        };
    }

    public override KeyMap Finish()
        => new KeyMap<T>(itemType, sort ? _values.OrderBy(value => value, KeyComparer<T>.Instance) : _values);

    private void Add(T value)
    {
        if (_values.Count >= maximumCount || IsMissing(value) || _seen.Contains(value))
            return;
        if (value is ReadOnlyMemory<char> text)
        {
            // The characters may lie in a buffer that the cursor uses again.
            value = (T)(object)text.ToString().AsMemory();
        }
        _seen.Add(value);
        _values.Add(value);
    }

    private bool IsMissing(T value) => value switch
    {
        ReadOnlyMemory<char> text => text.IsEmpty,
        float number => float.IsNaN(number),
        double number => double.IsNaN(number),
        _ => itemType is KeyDataViewType && EqualityComparer<T>.Default.Equals(value, default!),
    };
}
