using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace TorchSharp;

/// <summary>Finds and loads the native library, and turns its failures into exceptions.</summary>
internal static unsafe partial class Native
{
    private const string Library = "MlGanTorch";
    private const int InterfaceVersion = 1;
    private static readonly Lazy<nint> Handle = new(Load);

#pragma warning disable CA2255 // The resolver must be in place before the first native call of any kind.
    [ModuleInitializer]
    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, (name, _, _) => name == Library ? Handle.Value : 0);
#pragma warning restore CA2255

    /// <summary>The text of the last failure on this thread, as TorchSharp throws it.</summary>
    internal static ExternalException Error() => new(Marshal.PtrToStringUTF8(mlgan_error()));

    internal static void Check(int status)
    {
        if (status < 0) throw Error();
    }

    internal static int Checked(int answer) => answer >= 0 ? answer : throw Error();

    internal static nint Check(nint pointer) => pointer != 0 ? pointer : throw Error();

    private static IEnumerable<string> Candidates()
    {
        string file = $"lib{Library}.so";
        // A file that somebody names is that file or an error: another one in its place would hide the mistake.
        if (Environment.GetEnvironmentVariable("MLGAN_TORCH_SHIM") is { Length: > 0 } named)
        {
            yield return named;
            yield break;
        }

        if (Path.GetDirectoryName(typeof(Native).Assembly.Location) is { Length: > 0 } beside) yield return Path.Combine(beside, file);
        yield return Path.Combine(AppContext.BaseDirectory, file);
        foreach (var recorded in typeof(Native).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>())
            if (recorded is { Key: "TorchShim", Value: { Length: > 0 } path }) yield return path;
    }

    private static nint Load()
    {
        LetWaitingThreadsSleep();
        var tried = new List<string>();
        foreach (string path in Candidates().Distinct())
        {
            if (!File.Exists(path))
            {
                tried.Add($"{path} (not there)");
                continue;
            }
            try
            {
                nint library = NativeLibrary.Load(path);
                int version = ((delegate* unmanaged<int>)NativeLibrary.GetExport(library, "mlgan_interface_version"))();
                if (version == InterfaceVersion)
                {
                    ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(library, "mlgan_start"))(Threads());
                    return library;
                }
                tried.Add($"{path} (interface {version}, {InterfaceVersion} is needed: build it again)");
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
            {
                tried.Add($"{path} ({e.Message})");
            }
        }
        throw new DllNotFoundException(
            "The native half of this TorchSharp could not be loaded. It needs libtorch: install the Debian package libtorch-dev " +
            "and build compat/TorchSharp/native with cmake. Tried: " + string.Join("; ", tried));
    }

    // GNU's OpenMP lets threads that wait spin for milliseconds. Two programs that do so on the same cores keep each other from
    // working. It reads its settings when it is loaded.
    private static void LetWaitingThreadsSleep()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
        {
            fixed (byte* name = "GOMP_SPINCOUNT\0"u8, value = "20000\0"u8)
                _ = setenv(name, value, 0);
        }
    }

    [DllImport("libc")]
    private static extern int setenv(byte* name, byte* value, int overwrite);

    // All cores for libtorch's own threads, unless the user has said otherwise.
    private static int Threads() =>
        int.TryParse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), out int wanted) && wanted > 0 ? wanted : Environment.ProcessorCount;

    [DllImport(Library)] internal static extern nint mlgan_error();
    [DllImport(Library)] internal static extern void mlgan_set_error(byte* text);
    [DllImport(Library)] internal static extern void mlgan_free(void* memory);
    [DllImport(Library)] internal static extern byte* mlgan_torch_version();

    [DllImport(Library)] internal static extern nint mlgan_find(byte* name, byte* overload);
    [DllImport(Library)] internal static extern int mlgan_call(nint op, Value* arguments, int count, Value* results, int capacity);

    [DllImport(Library), SuppressGCTransition] internal static extern void mlgan_retain(nint t);
    [DllImport(Library)] internal static extern void mlgan_release(nint t);
    [DllImport(Library)] internal static extern nint mlgan_tensor_copy_of(void* data, long bytes, long* sizes, int dims, int dtype);
    [DllImport(Library)] internal static extern nint mlgan_tensor_over(void* data, long* sizes, int dims, int dtype, delegate* unmanaged<nint, void> done, nint context);
    [DllImport(Library)] internal static extern int mlgan_tensor_dim(nint t);
    [DllImport(Library)] internal static extern long mlgan_tensor_numel(nint t);
    [DllImport(Library), SuppressGCTransition] internal static extern int mlgan_tensor_dtype(nint t);
    [DllImport(Library), SuppressGCTransition] internal static extern int mlgan_tensor_device_type(nint t);
    [DllImport(Library), SuppressGCTransition] internal static extern int mlgan_tensor_device_index(nint t);
    [DllImport(Library)] internal static extern long mlgan_tensor_storage_offset(nint t);
    [DllImport(Library)] internal static extern int mlgan_tensor_sizes(nint t, long* sizes);
    [DllImport(Library)] internal static extern int mlgan_tensor_strides(nint t, long* strides);
    [DllImport(Library)] internal static extern nint mlgan_tensor_data(nint t);
    [DllImport(Library)] internal static extern int mlgan_tensor_is(nint t, Trait trait);
    [DllImport(Library)] internal static extern int mlgan_tensor_set_requires_grad(nint t, int on);
    [DllImport(Library)] internal static extern int mlgan_tensor_retain_grad(nint t);
    [DllImport(Library)] internal static extern int mlgan_tensor_grad(nint t, nint* gradient);
    [DllImport(Library)] internal static extern int mlgan_tensor_set_grad(nint t, nint gradient);

    [DllImport(Library)] internal static extern int mlgan_backward(nint* tensors, int count, nint* gradients, int gradientCount, nint* inputs, int inputCount, int retainGraph, int createGraph);
    [DllImport(Library)] internal static extern int mlgan_grad(nint* outputs, int outputCount, nint* inputs, int inputCount, nint* gradients, int gradientCount, int retainGraph, int createGraph, int allowUnused, nint* results);
    [DllImport(Library), SuppressGCTransition] internal static extern int mlgan_grad_enabled();
    [DllImport(Library), SuppressGCTransition] internal static extern void mlgan_set_grad_enabled(int on);
    [DllImport(Library), SuppressGCTransition] internal static extern int mlgan_inference_enabled();
    [DllImport(Library)] internal static extern nint mlgan_inference_enter(int on);
    [DllImport(Library)] internal static extern void mlgan_inference_leave(nint guard);
    [DllImport(Library)] internal static extern int mlgan_anomaly(int bit);
    [DllImport(Library)] internal static extern void mlgan_set_anomaly(int on, int checkNan);
    [DllImport(Library)] internal static extern nint mlgan_function(delegate* unmanaged<nint, nint*, int, nint*, int, int> backward, delegate* unmanaged<nint, void> free, nint context, int materialize, nint* inputs, int inputCount, nint* outputs, int* flags, int outputCount, nint* saved, int savedCount);
    [DllImport(Library)] internal static extern int mlgan_function_saved(nint node, nint* tensors);

    [DllImport(Library)] internal static extern nint mlgan_generator(int deviceType, int deviceIndex, long seed, int fresh);
    [DllImport(Library)] internal static extern void mlgan_generator_release(nint generator);
    [DllImport(Library)] internal static extern int mlgan_generator_seed(nint generator, long* seed, int action);
    [DllImport(Library)] internal static extern nint mlgan_generator_state(nint generator);
    [DllImport(Library)] internal static extern int mlgan_generator_set_state(nint generator, nint state);
    [DllImport(Library)] internal static extern int mlgan_manual_seed(long seed);

    [DllImport(Library)] internal static extern int mlgan_threads();
    [DllImport(Library)] internal static extern int mlgan_set_threads(int count);
    [DllImport(Library)] internal static extern int mlgan_interop_threads();
    [DllImport(Library)] internal static extern int mlgan_set_interop_threads(int count);
    [DllImport(Library)] internal static extern int mlgan_blas_threads();
    [DllImport(Library)] internal static extern int mlgan_default_dtype();
    [DllImport(Library)] internal static extern int mlgan_set_default_dtype(int dtype);
    [DllImport(Library)] internal static extern int mlgan_cuda_available();
    [DllImport(Library)] internal static extern int mlgan_cudnn_available();
    [DllImport(Library)] internal static extern int mlgan_cuda_device_count();
    [DllImport(Library)] internal static extern int mlgan_cuda_synchronize(long device);
    [DllImport(Library)] internal static extern int mlgan_cuda_seed(long seed, int all);
    [DllImport(Library)] internal static extern int mlgan_switch(Switch which, int value);

    [DllImport(Library)] internal static extern nint mlgan_jit_compile(byte* source);
    [DllImport(Library)] internal static extern void mlgan_jit_release(nint unit);
    [DllImport(Library)] internal static extern int mlgan_jit_invoke(nint unit, byte* name, Value* arguments, int count, Value* result);
}

/// <summary>What a native value is; the order is the native side's.</summary>
internal enum Tag
{
    None, Default, Tensor, Int, Double, Bool, Complex, String, Device, Generator,
    IntList, DoubleList, TensorList, StringList, Tuple, List,
}

/// <summary>Yes-or-no questions about a tensor; the order is the native side's.</summary>
internal enum Trait { Contiguous, RequiresGrad, Leaf, Sparse, Pinned, Meta, Cuda, Named, View }

/// <summary>libtorch's global switches; the order is the native side's.</summary>
internal enum Switch { CudnnBenchmark, CudnnDeterministic, CudnnTf32, MatmulTf32 }

/// <summary>One argument or result as it crosses to the native side.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct Value
{
    [FieldOffset(0)] public Tag Tag;
    [FieldOffset(4)] public int Count;
    [FieldOffset(8)] public long Integer;
    [FieldOffset(8)] public double Real;
    [FieldOffset(8)] public void* Pointer;
}
