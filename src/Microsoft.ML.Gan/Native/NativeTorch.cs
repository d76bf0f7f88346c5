using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Checks that TorchSharp's native library, which is in a separate package, is present and works. TorchSharp's own exceptions differ with the system
/// and with the first call.
/// </summary>
internal static class NativeTorch
{
    private const string PackagesToAdd =
        "A program needs one of the packages TorchSharp-cpu, TorchSharp-cuda-windows and TorchSharp-cuda-linux, in the version of its TorchSharp.";

    private static volatile bool _works;

    /// <summary>Must be called before any other use of TorchSharp.</summary>
    /// <exception cref="InvalidOperationException">The library cannot be loaded or has another version; the message says what to do.</exception>
    public static void Require()
    {
        if (_works)
            return;
        OlderLibstdcxx.Load(); // What was missing when this assembly was loaded may be there now.
        if (OlderLibstdcxx.State == OlderLibstdcxxState.Failed)
            throw new InvalidOperationException(Explain(null)); // TorchSharp would fail too, and a damaged file can end the process.
        try
        {
            Compute();
        }
        catch (Exception e) when (IsOfLoading(e))
        {
            throw new InvalidOperationException(Explain(e), e);
        }

        _works = true;
    }

    /// <summary>Copies memory in, multiplies, and copies memory out. GPUs come first: TorchSharp must know of them before it uses the CPU.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Compute()
    {
        using var scope = NewDisposeScope();
        _ = cuda_is_available();
        var two = tensor([2f]);
        _ = (two * two).sum().ToSingle();
    }

    private static string Explain(Exception? e)
    {
        var problem = $"The native library of TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)} cannot be used: ";
        var need = $"{NativeFolders.TorchSharpLibrary} needs {OlderLibstdcxx.Version} (libstdc++ of GCC 13), which this system's libstdc++ lacks";
        return problem + OlderLibstdcxx.State switch
        {
            // The copy is loaded, so what fails is what .NET remembers: it runs a type's initializer once.
            OlderLibstdcxxState.Loaded when Chain(e).Any(inner => inner is TypeInitializationException) =>
                $"TorchSharp was called before Microsoft.ML.Gan, failed to load, and does not try again. {need}; Microsoft.ML.Gan makes up for that as soon as " +
                "any of its code runs. Call it before TorchSharp: for instance mlContext.Gan() right after new MLContext().",
            OlderLibstdcxxState.Failed =>
                $"{need}, and a copy without that need could not be loaded: {OlderLibstdcxx.Failure} " +
                "Use a Linux that has libstdc++ of GCC 13 or later (Debian 13, Ubuntu 24.04), or install such a libstdc++.",
            OlderLibstdcxxState.FilesMissing => $"{OlderLibstdcxx.Failure} {PackagesToAdd} {TorchSharpSays(e)}",
            _ => $"it is missing, too old or of another version. {PackagesToAdd} {TorchSharpSays(e)}",
        };
    }

    /// <summary>The first line: TorchSharp appends a trace of all that it tried, which is in the inner exception.</summary>
    private static string TorchSharpSays(Exception? e) => $"TorchSharp says: {Chain(e).LastOrDefault()?.Message.Split('\n')[0].TrimEnd()}";

    private static bool IsOfLoading(Exception e) => Chain(e).Any(inner =>
        inner is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or NotSupportedException);

    private static IEnumerable<Exception> Chain(Exception? e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
            yield return inner;
    }
}
