using System.Runtime.InteropServices;

namespace MlGan.Package.Tests.Testing;

/// <summary>The C++ library of this system.</summary>
internal static class Libstdcxx
{
    /// <summary>The version that TorchSharp's library needs.</summary>
    public const string Version = "GLIBCXX_3.4.32";

    /// <summary>Whether this is a Linux on which TorchSharp does not load by itself.</summary>
    public static bool IsOlder { get; } =
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libstdc++.so.6", out var library) && !NativeLibrary.TryGetExport(library, "_ZSt21ios_base_library_initv", out _);

    /// <summary>Skips a test of what the library does on an older system.</summary>
    /// <param name="otherwise">What happens on others.</param>
    public static void RequireOlder(string otherwise)
    {
        if (!IsOlder)
            Assert.Inconclusive($"TorchSharp loads by itself on this system. {otherwise}");
    }
}
