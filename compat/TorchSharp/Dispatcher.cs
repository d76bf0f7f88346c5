using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// Calls any operator of libtorch by name ("aten::add.Tensor") through its boxed entry. Arguments that are left out take
/// the default of the operator's schema; numbers are converted to what the schema wants.
/// </summary>
internal static unsafe class Dispatcher
{
    private const int StackBytes = 1024;
    private static readonly ConcurrentDictionary<string, nint> Handles = new(StringComparer.Ordinal);

    /// <summary>The operator's first result.</summary>
    internal static Tensor Call(string name, params ReadOnlySpan<Arg> arguments) => CallOptional(name, arguments)!;

    /// <summary>The operator's first result, which may be undefined (null).</summary>
    internal static Tensor? CallOptional(string name, params ReadOnlySpan<Arg> arguments)
    {
        Value* results = stackalloc Value[1];
        Invoke(name, arguments, results, 1);
        return Results.Tensor(results[0]);
    }

    internal static (Tensor, Tensor) Call2(string name, params ReadOnlySpan<Arg> arguments)
    {
        Value* results = stackalloc Value[2];
        Invoke(name, arguments, results, 2);
        return (Results.Tensor(results[0])!, Results.Tensor(results[1])!);
    }

    internal static (Tensor, Tensor, Tensor) Call3(string name, params ReadOnlySpan<Arg> arguments)
    {
        Value* results = stackalloc Value[3];
        Invoke(name, arguments, results, 3);
        return (Results.Tensor(results[0])!, Results.Tensor(results[1])!, Results.Tensor(results[2])!);
    }

    internal static (Tensor, Tensor, Tensor, Tensor) Call4(string name, params ReadOnlySpan<Arg> arguments)
    {
        Value* results = stackalloc Value[4];
        Invoke(name, arguments, results, 4);
        return (Results.Tensor(results[0])!, Results.Tensor(results[1])!, Results.Tensor(results[2])!, Results.Tensor(results[3])!);
    }

    /// <summary>For operators that return a list of tensors.</summary>
    internal static Tensor[] CallList(string name, params ReadOnlySpan<Arg> arguments)
    {
        Value* results = stackalloc Value[1];
        Invoke(name, arguments, results, 1);
        return Results.TensorList(results[0]);
    }

    /// <summary>For operators that return a number.</summary>
    internal static Scalar CallScalar(string name, params ReadOnlySpan<Arg> arguments)
    {
        Value* results = stackalloc Value[1];
        Invoke(name, arguments, results, 1);
        return Results.Scalar(results[0]);
    }

    internal static bool CallBool(string name, params ReadOnlySpan<Arg> arguments)
    {
        Value* results = stackalloc Value[1];
        Invoke(name, arguments, results, 1);
        return results[0].Integer != 0;
    }

    /// <summary>For operators that work in place: what they return is dropped on the native side.</summary>
    internal static void Run(string name, params ReadOnlySpan<Arg> arguments) => Invoke(name, arguments, null, 0);

    /// <summary>Whether the libtorch in use has this operator.</summary>
    internal static bool Has(string name) => Handles.ContainsKey(name) || Look(name) != 0;

    private static nint Find(string name)
    {
        if (Handles.TryGetValue(name, out nint handle)) return handle;
        handle = Native.Check(Look(name));
        Handles.TryAdd(name, handle);
        return handle;
    }

    private static nint Look(string name)
    {
        int dot = name.IndexOf('.');
        byte[] text = Encoding.UTF8.GetBytes((dot < 0 ? name : name[..dot]) + '\0');
        byte[] overload = Encoding.UTF8.GetBytes((dot < 0 ? "" : name[(dot + 1)..]) + '\0');
        fixed (byte* textPointer = text, overloadPointer = overload) return Native.mlgan_find(textPointer, overloadPointer);
    }

    private static void Invoke(string name, ReadOnlySpan<Arg> arguments, Value* results, int capacity)
    {
        nint op = Find(name);
        Value* values = stackalloc Value[arguments.Length];
        int side = SideBytes(arguments);
        byte* stack = stackalloc byte[side <= StackBytes ? side : 0];
        byte* buffer = side <= StackBytes ? stack : (byte*)NativeMemory.Alloc((nuint)side);
        int produced;
        try
        {
            Lower(arguments, values, buffer);
            produced = Native.mlgan_call(op, values, arguments.Length, results, capacity);
        }
        finally
        {
            if (side > StackBytes) NativeMemory.Free(buffer);
        }
        // The handles above are plain numbers to the collector: what owns them must outlive the call.
        foreach (ref readonly Arg argument in arguments) GC.KeepAlive(argument.Reference);
        if (produced < 0) throw Native.Error();
        for (int i = produced; i < capacity; i++) results[i] = default;
    }

    internal static int SideBytes(ReadOnlySpan<Arg> arguments)
    {
        int total = 0;
        foreach (ref readonly Arg argument in arguments)
            if (argument.Tag >= Tag.Complex) total += argument.SideBytes;
        return total;
    }

    internal static void Lower(ReadOnlySpan<Arg> arguments, Value* values, byte* side)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            ref readonly Arg argument = ref arguments[i];
            ref Value value = ref values[i];
            value.Tag = argument.Tag;
            value.Count = 0;
            switch (argument.Tag)
            {
                case Tag.Tensor:
                    value.Integer = Unsafe.As<Tensor>(argument.Reference!).Handle;
                    break;
                case Tag.Generator:
                    value.Integer = Unsafe.As<Generator>(argument.Reference!).Handle;
                    break;
                case Tag.Device:
                    var device = Unsafe.As<Device>(argument.Reference!);
                    value.Count = (int)device.type;
                    value.Integer = device.index;
                    break;
                case Tag.IntList:
                    side = Copy(MemoryMarshal.AsBytes<long>(Unsafe.As<long[]>(argument.Reference!)), sizeof(long), ref value, side);
                    break;
                case Tag.DoubleList or Tag.Complex:
                    side = Copy(MemoryMarshal.AsBytes<double>(Unsafe.As<double[]>(argument.Reference!)), sizeof(double), ref value, side);
                    break;
                case Tag.TensorList:
                    var tensors = Unsafe.As<Tensor?[]>(argument.Reference!);
                    value.Count = tensors.Length;
                    value.Pointer = side;
                    foreach (Tensor? tensor in tensors)
                    {
                        *(nint*)side = tensor?.Handle ?? 0;
                        side += sizeof(nint);
                    }
                    break;
                case Tag.String:
                    side = Copy(Unsafe.As<string>(argument.Reference!), ref value, side);
                    break;
                case Tag.StringList:
                    var texts = Unsafe.As<string[]>(argument.Reference!);
                    value.Count = texts.Length;
                    value.Pointer = side;
                    nint* pointers = (nint*)side;
                    side += texts.Length * sizeof(nint);
                    Value item = default;
                    for (int k = 0; k < texts.Length; k++)
                    {
                        side = Copy(texts[k], ref item, side);
                        pointers[k] = (nint)item.Pointer;
                    }
                    break;
                default:
                    value.Integer = argument.Bits;
                    break;
            }
        }
    }

    private static byte* Copy(ReadOnlySpan<byte> bytes, int elementSize, ref Value value, byte* side)
    {
        bytes.CopyTo(new Span<byte>(side, bytes.Length));
        value.Count = bytes.Length / elementSize;
        value.Pointer = side;
        return side + bytes.Length;
    }

    private static byte* Copy(string text, ref Value value, byte* side)
    {
        int length = Encoding.UTF8.GetBytes(text, new Span<byte>(side, Encoding.UTF8.GetMaxByteCount(text.Length)));
        side[length] = 0;
        value.Count = length;
        value.Pointer = side;
        return side + ((length + sizeof(long)) & -sizeof(long)); // what follows stays aligned
    }
}
