using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// The values that a key column's keys stand for: value i is key i + 1, and what is not among them is key 0, missing.
internal abstract class KeyMap
{
    private protected KeyMap(PrimitiveDataViewType itemType) => ItemType = itemType;

    public PrimitiveDataViewType ItemType { get; }

    public abstract int Count { get; }

    // A key type has at least one value.
    public KeyDataViewType KeyType => new(typeof(uint), Math.Max(1, Count));

    public abstract void AddKeyNames(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column source, bool asText);

    public abstract Delegate MakeGetter(DataViewRow input, DataViewSchema.Column source);

    public abstract void Save(ModelSaveContext ctx);

    public static KeyMap Load(ModelLoadContext ctx)
    {
        var type = SavedValues.LoadType(ctx);
        return GenericCall.Invoke<KeyMap>(GenericCall.Method<KeyMap>(nameof(LoadCore)), null, [type.RawType], ctx, type);
    }

    private static KeyMap<T> LoadCore<T>(ModelLoadContext ctx, PrimitiveDataViewType type) where T : notnull
        => new(type, SavedValues.Load<T>(ctx));
}

internal sealed class KeyMap<T> : KeyMap where T : notnull
{
    private readonly T[] _values;
    private readonly Dictionary<T, uint> _keys = new(KeyComparer<T>.Instance);

    public KeyMap(PrimitiveDataViewType itemType, IEnumerable<T> values)
        : base(itemType)
    {
        _values = values.ToArray();
        for (int i = 0; i < _values.Length; i++)
            Contracts.CheckDecode(_keys.TryAdd(_values[i], (uint)i + 1), "A key's value occurs twice");
    }

    public override int Count => _values.Length;

    public override Delegate MakeGetter(DataViewRow input, DataViewSchema.Column source)
    {
        if (source.Type is VectorDataViewType)
            return MakeVectorGetter(input.GetGetter<VBuffer<T>>(source));
        var get = input.GetGetter<T>(source);
        T value = default!;
        return (ValueGetter<uint>)((ref uint dst) =>
        {
            get(ref value);
            dst = _keys.GetValueOrDefault(value);
        });
    }

    private ValueGetter<VBuffer<uint>> MakeVectorGetter(ValueGetter<VBuffer<T>> get)
    {
        VBuffer<T> source = default, dense = default;
        return (ref VBuffer<uint> dst) =>
        {
            get(ref source);
            source.CopyToDense(ref dense);
            var values = dense.GetValues();
            var editor = VBufferEditor.Create(ref dst, values.Length);
            for (int i = 0; i < values.Length; i++)
                editor.Values[i] = _keys.GetValueOrDefault(values[i]);
            dst = editor.Commit();
        };
    }

    public override void AddKeyNames(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column source, bool asText)
    {
        if (Count == 0)
            return;
        // Keys of keys are named by what the inner keys stand for.
        if (ItemType is KeyDataViewType key && source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type
                is VectorDataViewType names && (ulong)names.Size == key.Count)
        {
            GenericCall.Invoke<object?>(GenericCall.Method<KeyMap<T>>(nameof(AddInnerNames)), this, [names.ItemType.RawType],
                builder, source, names.ItemType, asText);
            return;
        }
        AddNames(builder, ItemType, asText, () => _values);
    }

    private void AddInnerNames<TName>(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column source, PrimitiveDataViewType type, bool asText)
        => AddNames(builder, type, asText, () =>
        {
            var names = default(VBuffer<TName>);
            source.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref names);
            return Array.ConvertAll(_values, value => names.GetItemOrDefault(Convert.ToInt32(value) - 1));
        });

    private void AddNames<TName>(DataViewSchema.Annotations.Builder builder, PrimitiveDataViewType type, bool asText, Func<TName[]> getNames)
    {
        if (asText && type is not TextDataViewType)
            AddNames(builder, TextDataViewType.Instance, false, () => Array.ConvertAll(getNames(), StandardConversions.Format));
        else
            builder.Add(AnnotationUtils.Kinds.KeyValues, new VectorDataViewType(type, Count),
                (ValueGetter<VBuffer<TName>>)((ref VBuffer<TName> dst) =>
                {
                    var editor = VBufferEditor.Create(ref dst, Count);
                    getNames().CopyTo(editor.Values);
                    dst = editor.Commit();
                }));
    }

    public override void Save(ModelSaveContext ctx)
    {
        SavedValues.SaveType(ctx, ItemType);
        SavedValues.Save(ctx, _values);
    }
}

// Text by its characters, everything else by its own notion of equality and order.
internal sealed class KeyComparer<T> : IEqualityComparer<T>, IComparer<T>
{
    public static KeyComparer<T> Instance { get; } = new();

    public bool Equals(T? x, T? y) => x is ReadOnlyMemory<char> a && y is ReadOnlyMemory<char> b
        ? a.Span.SequenceEqual(b.Span)
        : EqualityComparer<T>.Default.Equals(x, y);

    public int GetHashCode(T value) => value is ReadOnlyMemory<char> text ? string.GetHashCode(text.Span) : value!.GetHashCode();

    public int Compare(T? x, T? y) => x is ReadOnlyMemory<char> a && y is ReadOnlyMemory<char> b
        ? a.Span.SequenceCompareTo(b.Span)
        : Comparer<T>.Default.Compare(x, y);
}
