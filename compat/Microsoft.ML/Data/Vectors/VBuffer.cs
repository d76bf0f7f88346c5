using System.Collections;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// A vector value that is dense, or sparse with sorted indices; its arrays are reused from row to row.
public readonly struct VBuffer<T> : IEnumerable
{
    private readonly T[]? _values;
    private readonly int[]? _indices;
    private readonly int _count;

    public readonly int Length;

    public VBuffer(int length, T[]? values, int[]? indices = null)
        : this(length, length, values, indices)
    {
        Contracts.CheckParam(length >= 0, nameof(length));
        Contracts.CheckParam((values?.Length ?? 0) >= length, nameof(values), "The array of values is shorter than the vector");
    }

    public VBuffer(int length, int count, T[]? values, int[]? indices)
    {
        Contracts.CheckParam(length >= 0, nameof(length));
        Contracts.CheckParam(0 <= count && count <= length, nameof(count));
        Contracts.CheckParam((values?.Length ?? 0) >= count, nameof(values), "The array of values is shorter than the count");
        Contracts.CheckParam(count == length || (indices?.Length ?? 0) >= count, nameof(indices), "The array of indices is shorter than the count");
        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    public bool IsDense => _count == Length;

    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    // Only a sparse vector has indices to show.
    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    public void CopyTo(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        if (!IsDense)
            GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        Contracts.CheckParam(0 <= sourceIndex && sourceIndex <= Length, nameof(sourceIndex));
        Contracts.CheckParam(0 <= length && length <= Length - sourceIndex, nameof(length));
        if (IsDense)
        {
            var dense = VBufferEditor.Create(ref destination, length);
            GetValues().Slice(sourceIndex, length).CopyTo(dense.Values);
            destination = dense.Commit();
            return;
        }

        var indices = GetIndices();
        var from = LowerBound(indices, sourceIndex);
        var to = LowerBound(indices, sourceIndex + length);
        var editor = VBufferEditor.Create(ref destination, length, to - from);
        GetValues()[from..to].CopyTo(editor.Values);
        if (to - from < length)
        {
            for (var i = from; i < to; i++)
                editor.Indices[i - from] = indices[i] - sourceIndex;
        }

        destination = editor.Commit();
    }

    public void CopyToDense(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default!)
    {
        Contracts.CheckParam(0 <= destinationIndex && destinationIndex <= destination.Length - Length, nameof(destinationIndex), "Not large enough to hold these values.");
        var target = destination.Slice(destinationIndex, Length);
        var values = GetValues();
        if (IsDense)
        {
            values.CopyTo(target);
            return;
        }

        target.Fill(defaultValue);
        var indices = GetIndices();
        for (var i = 0; i < indices.Length; i++)
            target[indices[i]] = values[i];
    }

    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        Contracts.CheckParam(0 <= length && length <= (source?.Length ?? 0), nameof(length));
        Contracts.CheckParam(0 <= sourceIndex && sourceIndex <= (source?.Length ?? 0) - length, nameof(sourceIndex));
        var editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        // No ref-struct may live across a yield, hence the arrays.
        var values = _values;
        var indices = IsDense ? null : _indices;
        var slot = 0;
        for (var i = 0; i < _count; i++)
        {
            var index = indices?[i] ?? i;
            if (all)
            {
                for (; slot < index; slot++)
                    yield return new(slot, default!);
            }

            yield return new(index, values![i]);
            slot = index + 1;
        }

        if (all)
        {
            for (; slot < Length; slot++)
                yield return new(slot, default!);
        }
    }

    public IEnumerable<T> DenseValues() => Items(all: true).Select(item => item.Value);

    public T GetItemOrDefault(int index)
    {
        Contracts.CheckParam(0 <= index && index < Length, nameof(index));
        if (IsDense)
            return _values![index];
        var at = GetIndices().BinarySearch(index);
        return at >= 0 ? _values![at] : default!;
    }

    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    public IEnumerator GetEnumerator() => Items(all: true).GetEnumerator();

    public override string ToString() => IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";

    internal VBufferEditor<T> GetEditor(
        int newLogicalLength, int? valuesCount, int? maxValuesCapacity, bool keepOldOnResize, bool requireIndicesOnDense)
    {
        var count = valuesCount ?? newLogicalLength;
        Contracts.CheckParam(newLogicalLength >= 0, nameof(newLogicalLength));
        Contracts.CheckParam(0 <= count && count <= newLogicalLength, nameof(valuesCount));
        var capacity = maxValuesCapacity ?? newLogicalLength;

        var values = Ensure(_values, count, capacity, keepOldOnResize, out var newValues);
        var indices = _indices;
        var newIndices = false;
        if (count < newLogicalLength || requireIndicesOnDense)
            indices = Ensure(_indices, count, capacity, keepOldOnResize, out newIndices);
        return new VBufferEditor<T>(newLogicalLength, count, values, indices, requireIndicesOnDense, newValues, newIndices);
    }

    internal VBufferEditor<T> GetEditor() => new(Length, _count, _values, _indices, false, false, false);

    private static TItem[]? Ensure<TItem>(TItem[]? array, int size, int capacity, bool keep, out bool created)
    {
        created = (array?.Length ?? 0) < size;
        if (!created)
            return array;
        // Grow with headroom so that vectors of slowly rising length do not allocate on each row.
        var length = Math.Max(size, (int)Math.Min(capacity, Math.Max(size, 2L * (array?.Length ?? 0))));
        var result = new TItem[length];
        if (keep && array is not null)
            Array.Copy(array, result, array.Length);
        return result;
    }

    private static int LowerBound(ReadOnlySpan<int> sorted, int value)
    {
        var at = sorted.BinarySearch(value);
        return at >= 0 ? at : ~at;
    }
}
