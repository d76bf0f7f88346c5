using System.Text.Json;

namespace MlGan.Package.Tests.Testing;

/// <summary>A program outside the repository that references the package: a project of its own in an empty folder.</summary>
internal sealed class Consumer
{
    private const string ConfigurationArgument = "Release";

    private readonly string[] _properties;

    /// <summary>Writes the project and builds it. It restores offline: the package from its feed, the rest from NuGet's folder.</summary>
    /// <param name="root">Where the project's folder goes.</param>
    /// <param name="name">The folder's name.</param>
    /// <param name="library">The package.</param>
    /// <param name="torchPackage">The native package of TorchSharp; empty for none.</param>
    public Consumer(string root, string name, PackedLibrary library, string torchPackage)
    {
        Folder = Directory.CreateDirectory(Path.Combine(root, name)).FullName;
        Packages = Path.Combine(root, "packages");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Consumer")))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(Folder, "nuget.config"), $"""
            <configuration>
              <packageSources><clear /><add key="test" value="{library.Feed}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="machine" value="{BuildFacts.NuGetFolder}" /></fallbackPackageFolders>
            </configuration>
            """);
        _properties = [$"-p:MlGanVersion={library.Version}", $"-p:TorchPackage={torchPackage}", $"-p:RestorePackagesPath={Packages}", "-v", "q", "--nologo"];
        Dotnet("build", "-c", ConfigurationArgument);
    }

    public string Folder { get; }

    /// <summary>Where the package itself is unpacked to.</summary>
    public string Packages { get; }

    /// <summary>The folder of the built program.</summary>
    public string Output => Path.Combine(Folder, "bin", ConfigurationArgument, "net10.0");

    /// <summary>Publishes the program.</summary>
    /// <returns>The folder that it is published to.</returns>
    public string Publish(string name, params string[] arguments)
    {
        var folder = Path.Combine(Folder, "published", name);
        Dotnet(["publish", "-c", ConfigurationArgument, "-o", folder, .. arguments]);
        return folder;
    }

    /// <summary>Runs the program by <c>dotnet run</c>.</summary>
    public Command DotnetRun(params string[] arguments) =>
        Command.Dotnet(Folder, ["run", "-c", ConfigurationArgument, "--no-build", "--", .. arguments]);

    /// <summary>The paths of the assemblies and of the native files for Linux in the packages that the program uses.</summary>
    public IReadOnlyList<string> PackageFiles()
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "obj", "project.assets.json")));
        var roots = assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(root => root.Name).ToList();
        var paths = new List<string>();
        foreach (var package in assets.RootElement.GetProperty("targets").GetProperty("net10.0").EnumerateObject())
        {
            var files = Names(package.Value, "runtime", _ => true)
                .Concat(Names(package.Value, "runtimeTargets", file => file.Name.StartsWith("runtimes/linux-x64/native/", StringComparison.Ordinal)));
            var relative = assets.RootElement.GetProperty("libraries").GetProperty(package.Name).GetProperty("path").GetString()!;
            paths.AddRange(files.Select(file => roots.Select(root => Path.Combine(root, relative, file)).FirstOrDefault(File.Exists)).OfType<string>());
        }

        return paths;
    }

    private static IEnumerable<string> Names(JsonElement package, string group, Func<JsonProperty, bool> isWanted) =>
        package.TryGetProperty(group, out var files) ? files.EnumerateObject().Where(isWanted).Select(file => file.Name) : [];

    private void Dotnet(params string[] arguments) => Command.Dotnet(Folder, [.. arguments, .. _properties]);
}
