namespace TorchSharp;

/// <summary>The entry of the library: functions, types and constants under torch's own names.</summary>
public static partial class torch
{
    public static ScalarType uint8 = ScalarType.Byte;
    public static ScalarType int8 = ScalarType.Int8;
    public static ScalarType int16 = ScalarType.Int16;
    public static ScalarType @short = ScalarType.Int16;
    public static ScalarType int32 = ScalarType.Int32;
    public static ScalarType @int = ScalarType.Int32;
    public static ScalarType int64 = ScalarType.Int64;
    public static ScalarType @long = ScalarType.Int64;
    public static ScalarType half = ScalarType.Float16;
    public static ScalarType float16 = ScalarType.Float16;
    public static ScalarType bfloat16 = ScalarType.BFloat16;
    public static ScalarType float32 = ScalarType.Float32;
    public static ScalarType @float = ScalarType.Float32;
    public static ScalarType float64 = ScalarType.Float64;
    public static ScalarType @double = ScalarType.Float64;
    public static ScalarType complex64 = ScalarType.ComplexFloat32;
    public static ScalarType cfloat = ScalarType.ComplexFloat32;
    public static ScalarType complex128 = ScalarType.ComplexFloat64;
    public static ScalarType cdouble = ScalarType.ComplexFloat64;
    public static ScalarType @bool = ScalarType.Bool;

    private static Device? defaultDevice;

    public static unsafe string __version__ => System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)Native.mlgan_torch_version())!;

    public static TensorStringStyle TensorStringStyle { get; set; } = TensorStringStyle.Default;

    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.OfThread.CurrentDisposeScope;

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.OfThread.NewDisposeScope();

    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using DisposeScope scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    // Failures are thrown where they happen, so nothing is ever pending.
    public static void CheckForErrors()
    {
    }

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType switch
    {
        DeviceType.CUDA => cuda.is_available(),
        DeviceType.MPS => false,
        _ => true,
    };

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (deviceType is DeviceType.CUDA or DeviceType.MPS && !TryInitializeDeviceType(deviceType))
            throw new InvalidOperationException($"Torch device type {deviceType} did not initialise on the current machine.");
    }

    public static Device InitializeDevice(Device? device)
    {
        device ??= get_default_device();
        InitializeDeviceType(device.type);
        return device;
    }

    public static Device get_default_device() => defaultDevice ?? CPU;
    public static void set_default_device(Device device) => defaultDevice = InitializeDevice(device);
    public static void set_default_device(string device) => set_default_device(new Device(device));
    public static ScalarType get_default_dtype() => (ScalarType)Native.mlgan_default_dtype();
    public static void set_default_dtype(ScalarType dtype) => Native.Check(Native.mlgan_set_default_dtype((int)dtype));

    public static bool cuda_is_available() => cuda.is_available();
    public static bool mps_is_available() => false;

    public static int get_num_threads() => Native.mlgan_threads();
    public static void set_num_threads(int num) => Native.Check(Native.mlgan_set_threads(num));
    public static int get_num_interop_threads() => Native.mlgan_interop_threads();
    public static void set_num_interop_threads(int num) => Native.Check(Native.mlgan_set_interop_threads(num));

    public static bool is_tensor(object obj) => obj is Tensor;
    public static bool is_integral(Tensor t) => is_integral(t.dtype);
    public static bool is_floating_point(Tensor input) => is_floating_point(input.dtype);
    public static bool is_complex(Tensor input) => is_complex(input.dtype);

    public static bool is_integral(ScalarType type) =>
        type is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;

    public static bool is_floating_point(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

    public static bool is_complex(ScalarType type) => type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

    public static long max_int_value(ScalarType type) => type switch
    {
        ScalarType.Byte => byte.MaxValue,
        ScalarType.Int8 => sbyte.MaxValue,
        ScalarType.Int16 => short.MaxValue,
        ScalarType.Int32 => int.MaxValue,
        ScalarType.Int64 => long.MaxValue,
        ScalarType.Bool => 1,
        ScalarType.Float16 => 1L << 11,
        ScalarType.BFloat16 => 1L << 8,
        ScalarType.Float32 or ScalarType.ComplexFloat32 => 1L << 24,
        _ => 1L << 53,
    };

    public static ScalarType promote_types(ScalarType type1, ScalarType type2) =>
        (ScalarType)Dispatcher.CallScalar("aten::promote_types", type1, type2).ToInt64();

    public static ScalarType result_type(Tensor tensor1, Tensor tensor2) =>
        (ScalarType)Dispatcher.CallScalar("aten::result_type.Tensor", tensor1, tensor2).ToInt64();

    public static bool can_cast(ScalarType from, ScalarType to) => Dispatcher.CallBool("aten::can_cast", from, to);
}
