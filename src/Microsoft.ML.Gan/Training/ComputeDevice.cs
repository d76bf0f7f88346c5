using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>Chooses the device.</summary>
internal static class ComputeDevice
{
    /// <param name="requested">The device of the options: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>; null to use the other parameters.</param>
    /// <param name="gpuDeviceId"><c>MLContext.GpuDeviceId</c>.</param>
    /// <param name="fallbackToCpu"><c>MLContext.FallbackToCpu</c>: whether the CPU replaces a missing GPU.</param>
    /// <param name="warn">Receives a warning when the CPU replaces a GPU that was asked for.</param>
    /// <exception cref="InvalidOperationException">
    /// The requested GPU is missing, and the CPU may not replace it; or TorchSharp's native library is missing.
    /// </exception>
    public static Device Resolve(string? requested, int? gpuDeviceId, bool fallbackToCpu, Action<string> warn)
    {
        NativeTorch.Require();
        requested ??= gpuDeviceId is { } id ? $"cuda:{id}" : cuda_is_available() ? "cuda" : "cpu";
        if (requested == "cpu")
            return CPU;

        var index = IndexOfGpu(requested);
        var found = cuda_is_available() ? cuda.device_count() : 0;
        if (index < found)
            return device(DeviceType.CUDA, index);

        var problem = found == 0
            ? $"The device '{requested}' was asked for, but TorchSharp sees no CUDA device. A program needs the package TorchSharp-cuda-windows or TorchSharp-cuda-linux and a driver."
            : $"The device '{requested}' was asked for, but there are only {found} CUDA devices (cuda:0 to cuda:{found - 1}).";
        if (!fallbackToCpu)
            throw new InvalidOperationException(problem + " MLContext.FallbackToCpu is false, so nothing else is used.");
        warn(problem + " The CPU is used instead (MLContext.FallbackToCpu is true).");
        return CPU;
    }

    /// <exception cref="ArgumentOutOfRangeException">The name is not a device.</exception>
    public static void Validate(string? requested)
    {
        if (requested is not (null or "cpu"))
            _ = IndexOfGpu(requested);
    }

    private static int IndexOfGpu(string name)
    {
        if (name == "cuda")
            return 0;
        var isIndexed = name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), out var index) && index >= 0;
        Check.That(isIndexed, "Device", $"must be 'cpu', 'cuda' or 'cuda:N', but is '{name}'");
        return int.Parse(name.AsSpan(5), System.Globalization.CultureInfo.InvariantCulture);
    }
}
