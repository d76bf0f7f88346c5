using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>Reads and writes the elements of a tensor on the host, in row-major order whatever its strides.</summary>
#pragma warning disable CS0660, CS0661 // == compares elements, as upstream's does
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
#pragma warning restore CS0660, CS0661
{
    private readonly Tensor tensor;
    private readonly T* memory;
    private readonly long[] shape;
    private readonly long[] strides;
    private readonly bool contiguous;

    internal TensorAccessor(Tensor tensor)
    {
        this.tensor = tensor;
        memory = (T*)Native.mlgan_tensor_data(tensor.Handle);
        shape = tensor.shape;
        strides = tensor.stride();
        contiguous = tensor.is_contiguous();
        Count = tensor.numel();
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    public T this[params long[] indices]
    {
        get => *At(indices);
        set => *At(indices) = value;
    }

    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) => left.Count == right.Count && left.SequenceEqual(right);
    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !(left == right);

    public T[] ToArray()
    {
        var array = new T[Count];
        Read(array, 0);
        return array;
    }

    public Array ToNDArray()
    {
        if (shape.Length == 0) return ToArray();
        var array = Array.CreateInstance(typeof(T), shape);
        fixed (byte* target = &System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(array))
            Read(new Span<T>(target, checked((int)Count)), 0);
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0) =>
        Read(array.Slice(arrayIndex, Fitting(array.Length - arrayIndex, tensorIndex)), tensorIndex);

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        ReadOnlySpan<T> source = array.Slice(arrayIndex, Fitting(array.Length - arrayIndex, tensorIndex));
        if (contiguous) source.CopyTo(new Span<T>(memory + tensorIndex, source.Length));
        else
            for (int i = 0; i < source.Length; i++) memory[Offset(tensorIndex + i)] = source[i];
        GC.KeepAlive(tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++) yield return At(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(object? obj) => obj is TensorAccessor<T> other && this == other;

    public override int GetHashCode() => base.GetHashCode();

    // The tensor belongs to whoever asked for the accessor.
    public void Dispose()
    {
    }

    private T At(long index) => memory[Offset(index)];

    private T* At(long[] indices)
    {
        if (indices.Length == 1 && shape.Length != 1)
        {
            if (indices[0] < 0 || indices[0] >= Count) throw new IndexOutOfRangeException($"{indices[0]} in a tensor of {Count} elements.");
            return memory + Offset(indices[0]);
        }
        long offset = 0;
        for (int i = 0; i < shape.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= shape[i]) throw new IndexOutOfRangeException($"{indices[i]} >= {shape[i]} in dimension {i}.");
            offset += indices[i] * strides[i];
        }
        return memory + offset;
    }

    private int Fitting(int room, long tensorIndex)
    {
        if (tensorIndex < 0 || tensorIndex > Count) throw new ArgumentOutOfRangeException(nameof(tensorIndex));
        return (int)Math.Min(room, Count - tensorIndex);
    }

    private void Read(Span<T> target, long from)
    {
        if (contiguous) new ReadOnlySpan<T>(memory + from, target.Length).CopyTo(target);
        else
            for (int i = 0; i < target.Length; i++) target[i] = memory[Offset(from + i)];
        GC.KeepAlive(tensor);
    }

    private long Offset(long index)
    {
        if (contiguous) return index;
        long offset = 0;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            index = Math.DivRem(index, shape[i], out long place);
            offset += place * strides[i];
        }
        return offset;
    }
}
