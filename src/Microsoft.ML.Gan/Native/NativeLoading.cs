using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Gan;

/// <summary>Prepares the loading of TorchSharp's native library; runs before any other code of this assembly.</summary>
internal static partial class NativeLoading
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "A program that trains with this library need not know that TorchSharp has to be helped first.")]
    internal static void Initialize()
    {
        try
        {
            LimitSpinning();
            OlderLibstdcxx.Load();
        }
        catch (Exception)
        {
            // An exception here would make the whole assembly unusable. Without these steps TorchSharp works as it does alone.
        }
    }

    /// <summary>
    /// GNU's OpenMP, which comes with libtorch for Linux, lets waiting threads spin for long; programs on the same cores then keep
    /// each other from working. It reads its settings when it is loaded, from the C library's environment.
    /// </summary>
    private static void LimitSpinning()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
            _ = SetEnvironment("GOMP_SPINCOUNT", "20000", overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
