using System.Reflection;
using TorchSharp;

namespace Microsoft.ML.Gan;

/// <summary>The folders in which a program on Linux has the native files of TorchSharp and libtorch.</summary>
internal sealed class NativeFolders
{
    public const string TorchSharpLibrary = "libLibTorchSharp.so";
    private const string OfRuntime = "runtimes/linux-x64/native";

    private readonly IReadOnlyList<string> _folders;

    private NativeFolders(IReadOnlyList<string> folders) => _folders = folders;

    public static NativeFolders Existing() =>
        new([.. OfProgram().Concat(OfTorchSharp()).Where(Directory.Exists).Select(Path.GetFullPath).Distinct()]);

    /// <returns>The file's path; null if no folder has it.</returns>
    public string? Find(string file) => _folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    /// <summary>A sentence that says that a file was not found, and where.</summary>
    public string Lacks(string file) => $"'{file}' is in none of the folders {string.Join(", ", _folders.Select(folder => $"'{folder}'"))}.";

    /// <summary>The folders that .NET took from the program's .deps.json, and the program's own.</summary>
    private static IEnumerable<string> OfProgram() =>
        (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Append(AppContext.BaseDirectory);

    /// <summary>The folders around TorchSharp.dll: a plug-in's beside it; in notebooks and scripts, those of the packages in NuGet's folder.</summary>
    private static IEnumerable<string> OfTorchSharp()
    {
        var location = Path.GetDirectoryName(typeof(torch).Assembly.Location);
        if (string.IsNullOrEmpty(location)) // a program in a single file
            yield break;
        yield return Path.Combine(location, OfRuntime);
        yield return Path.Combine(location, "../..", OfRuntime); // PACKAGES/torchsharp/VERSION/lib/net8.0
        if (LibtorchVersion() is { } version)
            yield return Path.Combine(location, "../../../../libtorch-cpu-linux-x64", version, OfRuntime);
    }

    /// <summary>The version of libtorch's packages. It is read from TorchSharp's metadata: to ask torch.__version__ would load the library.</summary>
    private static string? LibtorchVersion()
    {
        var constant = typeof(torch).GetField("libtorchPackageVersion", BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static);
        return System.Version.TryParse(constant?.GetRawConstantValue() as string, out var version) ? version.ToString(3) : null;
    }
}
