using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// TorchSharp's native half, which comes in a package of its own: whether it is there and works. What TorchSharp itself throws
/// differs with the system and with the call that happens to be the first.
/// </summary>
internal static partial class NativeTorch
{
    private static volatile bool _works;

    /// <summary>Called before anything else of TorchSharp is.</summary>
    /// <exception cref="InvalidOperationException">The library is missing, too old or another's; the message says which package to add.</exception>
    public static void Require()
    {
        if (_works)
            return;
        LetWaitingThreadsSleep();
        try
        {
            Probe();
        }
        catch (Exception e) when (IsOfLoading(e))
        {
            throw new InvalidOperationException(
                $"The native library of TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)} cannot be used: it is missing, too old or of another version. " +
                "A program needs one of the packages TorchSharp-cpu, TorchSharp-cuda-windows and TorchSharp-cuda-linux, in the version of its TorchSharp. " +
                $"TorchSharp says: {Innermost(e).Message}",
                e);
        }

        _works = true;
    }

    /// <summary>
    /// GNU's OpenMP, which comes with libtorch for Linux, lets threads that wait spin for long; programs that do so on the same
    /// cores keep each other from working. It reads its settings when it is loaded, from the C library's environment.
    /// </summary>
    private static void LetWaitingThreadsSleep()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
            _ = SetEnvironment("GOMP_SPINCOUNT", "20000", overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    /// <summary>Memory in, arithmetic, memory out. GPUs come first: TorchSharp must know of them before it uses the CPU.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Probe()
    {
        using var scope = NewDisposeScope();
        _ = cuda_is_available();
        var two = tensor([2f]);
        _ = (two * two).sum().ToSingle();
    }

    private static bool IsOfLoading(Exception e) =>
        e is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or NotSupportedException
        || (e.InnerException is { } inner && IsOfLoading(inner));

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}
