using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// TorchSharp's native library, which comes in a package of its own: checks that it is there and computes. What TorchSharp itself
/// throws differs with the system and with the call that happens to be the first.
/// </summary>
internal static class NativeTorch
{
    private const string PackagesToAdd =
        "A program needs one of the packages TorchSharp-cpu, TorchSharp-cuda-windows and TorchSharp-cuda-linux, in the version of its TorchSharp.";

    private static volatile bool _works;

    private static string TorchSharpVersion => $"TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>Called before anything else of TorchSharp is.</summary>
    /// <exception cref="InvalidOperationException">The library cannot be loaded or is another version's; the message says what to do.</exception>
    public static void Require()
    {
        if (_works)
            return;
        OlderLibstdcxx.Load(); // What was missing when this assembly was loaded may be there now.
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

    private static string Explain(Exception e)
    {
        var problem = OlderLibstdcxx.State switch
        {
            // Our copy of the library is loaded, so only a failure that .NET remembers is left: a type's initializer runs once.
            OlderLibstdcxxState.Loaded when Chain(e).Any(inner => inner is TypeInitializationException) =>
                $"The native library of {TorchSharpVersion} cannot be used: TorchSharp was called before Microsoft.ML.Gan and failed to load, and .NET does not try again. " +
                $"TorchSharp's {NativeFolders.TorchSharpLibrary} needs {OlderLibstdcxx.Version} (libstdc++ of GCC 13), which this system's libstdc++ lacks. " +
                "Microsoft.ML.Gan loads it nevertheless, as soon as any of its code runs: call Microsoft.ML.Gan first, for instance mlContext.Gan() right after new MLContext().",
            OlderLibstdcxxState.Failed =>
                $"The native library of {TorchSharpVersion} cannot be used: its {NativeFolders.TorchSharpLibrary} needs {OlderLibstdcxx.Version} (libstdc++ of GCC 13), " +
                $"which this system's libstdc++ lacks, and Microsoft.ML.Gan could not load a copy that does without it: {OlderLibstdcxx.Failure} " +
                "Use a Linux with GCC 13's libstdc++ or a later one (Debian 13, Ubuntu 24.04), or install such a libstdc++.",
            OlderLibstdcxxState.FilesMissing =>
                $"The native library of {TorchSharpVersion} cannot be used: {OlderLibstdcxx.Failure} {PackagesToAdd}",
            _ => $"The native library of {TorchSharpVersion} cannot be used: it is missing, too old or of another version. {PackagesToAdd}",
        };
        return $"{problem} TorchSharp says: {Chain(e).Last().Message}";
    }

    private static bool IsOfLoading(Exception e) => Chain(e).Any(inner =>
        inner is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or NotSupportedException);

    private static IEnumerable<Exception> Chain(Exception e)
    {
        for (Exception? inner = e; inner is not null; inner = inner.InnerException)
            yield return inner;
    }
}
