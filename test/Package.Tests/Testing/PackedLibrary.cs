using System.IO.Compression;
using System.Xml.Linq;

namespace MlGan.Package.Tests.Testing;

/// <summary>The package, packed from what was built with the tests, in a folder feed of its own.</summary>
internal sealed class PackedLibrary
{
    /// <summary>A version that no other feed and no cache of packages has.</summary>
    public string Version { get; } = $"0.0.1-test{Guid.NewGuid():N}";

    public string Feed { get; }

    public PackedLibrary(string folder)
    {
        Feed = Directory.CreateDirectory(Path.Combine(folder, "feed")).FullName;
        Command.Dotnet(
            folder, "pack", BuildFacts.Library, "-c", BuildFacts.Configuration, "--no-build", "-o", Feed,
            $"-p:Version={Version}", $"-p:NuspecOutputPath={Feed}/", "-v", "q", "--nologo");
    }

    public ZipArchive Open() => ZipFile.OpenRead(Path.Combine(Feed, $"MlGan.{Version}.nupkg"));

    public ZipArchive OpenSymbols() => ZipFile.OpenRead(Path.Combine(Feed, $"MlGan.{Version}.snupkg"));

    /// <summary>The package's nuspec, without namespaces.</summary>
    public XElement Metadata()
    {
        using var package = Open();
        using var nuspec = package.GetEntry("MlGan.nuspec")!.Open();
        var root = XElement.Load(nuspec);
        foreach (var element in root.DescendantsAndSelf())
            element.Name = element.Name.LocalName;
        return root.Element("metadata")!;
    }
}
