using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Utils;

// A dictionary that keeps insertion order and can be read by position: modules list their parts in the order of registration.
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)> where TKey : notnull
{
    private readonly List<(TKey Key, TValue Value)> entries = [];
    private readonly Dictionary<TKey, int> positions = [];

    public OrderedDict() { }

    public int Count => entries.Count;

    public bool IsReadOnly => false;

    public ICollection<TKey> Keys => entries.ConvertAll(item => item.Key);

    public ICollection<TValue> Values => entries.ConvertAll(item => item.Value);

    public TValue this[TKey key]
    {
        get => entries[positions[key]].Value;
        set
        {
            if (positions.TryGetValue(key, out var position)) entries[position] = (key, value);
            else Add(key, value);
        }
    }

    public (TKey, TValue) this[int index]
    {
        get => entries[index];
        set
        {
            positions.Remove(entries[index].Key);
            entries[index] = value;
            positions[value.Item1] = index;
        }
    }

    public void Add((TKey, TValue) item) => Add(item.Item1, item.Item2);

    public void Add(KeyValuePair<TKey, TValue> item) => Add(item.Key, item.Value);

    public void Add(TKey key, TValue value)
    {
        positions.Add(key, entries.Count);
        entries.Add((key, value));
    }

    public void Clear()
    {
        entries.Clear();
        positions.Clear();
    }

    public void clear() => Clear();

    public bool Contains((TKey, TValue) item) => IndexOf(item) >= 0;

    public bool Contains(KeyValuePair<TKey, TValue> item) => Contains((item.Key, item.Value));

    public bool ContainsKey(TKey key) => positions.ContainsKey(key);

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var found = positions.TryGetValue(key, out var position);
        value = found ? entries[position].Value : default;
        return found;
    }

    public int IndexOf((TKey, TValue) item) =>
        positions.TryGetValue(item.Item1, out var position)
        && EqualityComparer<TValue>.Default.Equals(entries[position].Value, item.Item2) ? position : -1;

    public void Insert(int index, (TKey, TValue) item)
    {
        if (positions.ContainsKey(item.Item1))
            throw new ArgumentException($"The key '{item.Item1}' is already present.", nameof(item));
        entries.Insert(index, item);
        Reindex(index);
    }

    public bool Remove(TKey key)
    {
        if (!positions.TryGetValue(key, out var position)) return false;
        RemoveAt(position);
        return true;
    }

    public bool Remove((TKey, TValue) item) => Contains(item) && Remove(item.Item1);

    public bool Remove(KeyValuePair<TKey, TValue> item) => Remove((item.Key, item.Value));

    public void RemoveAt(int index)
    {
        positions.Remove(entries[index].Key);
        entries.RemoveAt(index);
        Reindex(index);
    }

    public void CopyTo((TKey, TValue)[] array, int arrayIndex)
    {
        foreach (var item in entries) array[arrayIndex++] = item;
    }

    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex)
    {
        foreach (var (key, value) in entries) array[arrayIndex++] = new(key, value);
    }

    public IEnumerable<TKey> keys() => Keys;

    public IEnumerable<TValue> values() => Values;

    public IEnumerator<(TKey, TValue)> items() => GetEnumerator();

    public IEnumerator<(TKey, TValue)> GetEnumerator()
    {
        foreach (var item in entries) yield return item;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator()
    {
        foreach (var (key, value) in entries) yield return new(key, value);
    }

    private void Reindex(int from)
    {
        for (var i = from; i < entries.Count; i++) positions[entries[i].Key] = i;
    }
}
