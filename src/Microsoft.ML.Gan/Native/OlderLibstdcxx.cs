using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Microsoft.ML.Gan;

/// <summary>
/// Loads TorchSharp's native library where libstdc++ is older than GCC 13's, as on Debian 12 and Ubuntu 22.04.
/// </summary>
/// <remarks>
/// <para>
/// libLibTorchSharp.so of TorchSharp 0.107 names the symbol version GLIBCXX_3.4.32, and the loader refuses it where libstdc++ has no
/// such version. The only symbol of that version is a marker that nothing calls (<see cref="Marker"/>). So a copy of the file in
/// which the need for the version is weak is loaded before TorchSharp loads the file. The copy has the same SONAME, by which
/// the loader and TorchSharp find it from then on.
/// </para>
/// <para>libtorch's own libraries are loaded first, from the folder of the program's package: another libtorch may be in /usr/lib.</para>
/// </remarks>
internal static partial class OlderLibstdcxx
{
    /// <summary>The version that TorchSharp's library needs.</summary>
    public const string Version = "GLIBCXX_3.4.32";

    /// <summary>The one symbol of that version in use. GCC 13 makes whatever includes iostream refer to it.</summary>
    public const string Marker = "_ZSt21ios_base_library_initv";

    private const uint CloseOnExec = 1;

    /// <summary>In the order in which one needs the other.</summary>
    private static readonly string[] _files = ["libc10.so", "libtorch_cpu.so", "libtorch.so", NativeFolders.TorchSharpLibrary];

    private static readonly object _lock = new();

    public static OlderLibstdcxxState State { get; private set; }

    /// <summary>Why it is not loaded: a sentence, for <see cref="OlderLibstdcxxState.FilesMissing"/> and <see cref="OlderLibstdcxxState.Failed"/>.</summary>
    public static string? Failure { get; private set; }

    /// <summary>Loads the library if the system needs that and it is not loaded yet; does not throw, but sets <see cref="State"/>.</summary>
    public static void Load()
    {
        lock (_lock)
        {
            if (State == OlderLibstdcxxState.Loaded || !IsOlder())
                return;
            try
            {
                (State, Failure) = LoadCopy();
            }
            catch (Exception e)
            {
                (State, Failure) = (OlderLibstdcxxState.Failed, $"{e.Message.TrimEnd('.')}.");
            }
        }
    }

    /// <summary>Whether libstdc++, which .NET itself has loaded, lacks the marker.</summary>
    private static bool IsOlder() =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64
        && NativeLibrary.TryLoad("libstdc++.so.6", out var libstdcxx)
        && !NativeLibrary.TryGetExport(libstdcxx, Marker, out _);

    // Not inlined: TorchSharp's assembly, whose place the folders follow from, may itself be missing.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (OlderLibstdcxxState State, string? Failure) LoadCopy()
    {
        var folders = NativeFolders.Existing();
        var paths = new List<string>();
        foreach (var file in _files)
        {
            if (folders.Find(file) is not { } path)
                return (OlderLibstdcxxState.FilesMissing, folders.Lacks(file));
            paths.Add(path);
        }

        var image = File.ReadAllBytes(paths[^1]);
        try
        {
            if (!ElfVersionNeeds.Weaken(image, Version, Marker))
                return (OlderLibstdcxxState.NotOlder, null); // A library that does not need the version: TorchSharp loads it by itself.
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{paths[^1]}' {e.Message}", e);
        }

        foreach (var path in paths.SkipLast(1))
            NativeLibrary.Load(path);
        LoadFromMemory(image);
        return (OlderLibstdcxxState.Loaded, null);
    }

    /// <summary>Loads a library that is in no folder: those that can be written may forbid execution.</summary>
    private static void LoadFromMemory(ReadOnlySpan<byte> image)
    {
        var descriptor = CreateInMemory(NativeFolders.TorchSharpLibrary, CloseOnExec);
        if (descriptor < 0)
            throw new IOException($"a file in memory could not be made (memfd_create: {Marshal.GetLastPInvokeErrorMessage()})");
        using var file = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.Write(file, image, fileOffset: 0);
        NativeLibrary.Load($"/proc/self/fd/{descriptor}");
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int CreateInMemory(string name, uint flags);
}
