using System.Numerics;
using System.Runtime.InteropServices;

namespace TorchSharp;

// Between memory of the host and tensors.
public static unsafe partial class torch
{
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    /// <summary>A tensor over the array's own memory where no conversion and no other device forbids it.</summary>
    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var sizes = new long[rawArray.Rank];
        for (int i = 0; i < sizes.Length; i++) sizes[i] = rawArray.GetLongLength(i);
        return Moved(Over(rawArray, sizes, 0), dtype, device, requires_grad, names);
    }

    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        long length = rawArray.LongLength;
        if (offset < 0 || offset >= length) throw new ArgumentException($"invalid value for 'offset': {offset}");
        if (count < 0) count = length - offset;
        if (count > length - offset) throw new IndexOutOfRangeException($"element count is too large: {count}");
        return Moved(Over(rawArray, [count], offset), dtype, CPU, requires_grad, null);
    }

    private static Tensor Over(Array array, long[] sizes, long offset)
    {
        ScalarType type = TypeOf(array.GetType().GetElementType()!);
        var pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        fixed (long* pointer = sizes)
        {
            nint handle = Native.mlgan_tensor_over((byte*)pin.AddrOfPinnedObject() + offset * type.ElementSize(), pointer, sizes.Length, (int)type, &Unpin, GCHandle.ToIntPtr(pin));
            if (handle != 0) return new Tensor(handle);
        }
        var error = Native.Error();
        pin.Free();
        throw error;
    }

    [UnmanagedCallersOnly]
    private static void Unpin(nint pin) => GCHandle.FromIntPtr(pin).Free();

    private static Tensor Copied<T>(ReadOnlySpan<T> data, ReadOnlySpan<long> sizes, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) where T : unmanaged
    {
        long count = 1;
        foreach (long size in sizes) count *= size;
        if (count > data.Length) throw new ArgumentException($"mismatched total size creating a tensor from an array: {count} vs. {data.Length}");
        nint handle;
        fixed (T* source = data)
        fixed (long* pointer = sizes)
            handle = Native.Check(Native.mlgan_tensor_copy_of(source, count * sizeof(T), pointer, sizes.Length, (int)TypeOf(typeof(T))));
        return Moved(new Tensor(handle), dtype, device, requires_grad, names);
    }

    private static Tensor Number<T>(T value, ScalarType? dtype, Device? device, bool requires_grad) where T : unmanaged =>
        Copied(new ReadOnlySpan<T>(in value), [], dtype, device, requires_grad, null);

    private static ReadOnlySpan<T> Elements<T>(IList<T> list) => list switch
    {
        T[] array => array,
        List<T> inner => CollectionsMarshal.AsSpan(inner),
        _ => list.ToArray(),
    };

    private static ReadOnlySpan<T> Elements<T>(Array array) =>
        MemoryMarshal.CreateReadOnlySpan(ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);

    private static Tensor Moved(Tensor tensor, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
    {
        ScalarType type = dtype ?? tensor.dtype;
        device = InitializeDevice(device);
        if (type != tensor.dtype || device.type != DeviceType.CPU)
        {
            using Tensor source = tensor;
            tensor = source.to(type, device);
        }
        return Finished(tensor, requires_grad, names);
    }

    internal static ScalarType TypeOf(Type type) =>
        type == typeof(float) ? ScalarType.Float32
        : type == typeof(double) ? ScalarType.Float64
        : type == typeof(long) ? ScalarType.Int64
        : type == typeof(int) ? ScalarType.Int32
        : type == typeof(short) ? ScalarType.Int16
        : type == typeof(sbyte) ? ScalarType.Int8
        : type == typeof(byte) ? ScalarType.Byte
        : type == typeof(bool) ? ScalarType.Bool
        : type == typeof(Half) ? ScalarType.Float16
        : type == typeof(Complex) ? ScalarType.ComplexFloat64
        : type == typeof((float, float)) ? ScalarType.ComplexFloat32
        : throw new ArgumentException($"There is no element type for {type.Name}.");
}
