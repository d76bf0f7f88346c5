using System.IO.Compression;
using System.Reflection.Metadata;
using MlGan.Package.Tests.Testing;

namespace MlGan.Package.Tests;

/// <summary>What is in the package and what it asks for.</summary>
[TestClass]
public class PackageTests
{
    [TestMethod]
    public void Files_are_the_library_its_documentation_readme_and_icon()
    {
        using var package = Workplace.Library.Open();

        var files = package.Entries.Select(entry => entry.FullName).Where(name => !name.StartsWith("package/", StringComparison.Ordinal)).Order();

        CollectionAssert.AreEqual(
            new[] { "MlGan.nuspec", "README.md", "[Content_Types].xml", "_rels/.rels", "icon.png", "lib/net8.0/Microsoft.ML.Gan.dll", "lib/net8.0/Microsoft.ML.Gan.xml" }
                .Order().ToList(),
            files.ToList());
    }

    [TestMethod]
    public void Metadata_names_readme_icon_and_licence()
    {
        var metadata = Workplace.Library.Metadata();

        Assert.AreEqual("MlGan", metadata.Element("id")!.Value);
        Assert.AreEqual("MIT", metadata.Element("license")!.Value);
        Assert.AreEqual("README.md", metadata.Element("readme")!.Value);
        Assert.AreEqual("icon.png", metadata.Element("icon")!.Value);
    }

    [TestMethod]
    public void Dependencies_are_ranges_that_end_before_what_breaks()
    {
        var dependencies = Workplace.Library.Metadata().Descendants("dependency").ToDictionary(of => of.Attribute("id")!.Value, of => of.Attribute("version")!.Value);

        Assert.AreEqual("[0.107.0, 0.108.0)", dependencies["TorchSharp"]);
        Assert.AreEqual("[5.0.1, 6.0.0)", dependencies["Microsoft.ML"]);
        Assert.AreEqual("[5.0.1, 6.0.0)", dependencies["Microsoft.ML.ImageAnalytics"]);
        Assert.AreEqual("[2.88.9, 3.0.0)", dependencies["SkiaSharp"]);
        Assert.DoesNotContain("TorchSharp-cpu", dependencies.Keys, "the program chooses the native package");
    }

    [TestMethod]
    public void Symbols_are_those_of_the_library()
    {
        using var symbols = Workplace.Library.OpenSymbols();
        using var stream = new MemoryStream();
        using (var file = symbols.GetEntry("lib/net8.0/Microsoft.ML.Gan.pdb")!.Open())
            file.CopyTo(stream);
        stream.Position = 0;

        using var provider = MetadataReaderProvider.FromPortablePdbStream(stream);
        var reader = provider.GetMetadataReader();

        Assert.Contains(name => name.EndsWith("GanCatalog.cs", StringComparison.Ordinal), reader.Documents.Select(of => reader.GetString(reader.GetDocument(of).Name)));
    }

    [TestMethod]
    public void Readme_has_the_example_that_the_consumer_runs()
    {
        using var package = Workplace.Library.Open();
        using var text = new StreamReader(package.GetEntry("README.md")!.Open());
        var readme = text.ReadToEnd().ReplaceLineEndings("\n");
        var example = readme.Split("```csharp\n")[1].Split("```")[0];
        var program = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Consumer", "Training.cs")).ReplaceLineEndings("\n");

        var regions = program.Split("#region readme\n").Skip(1).Select(part => part.Split("#endregion")[0].TrimEnd(' '));

        Assert.AreEqual(example.TrimEnd(), string.Join("\n", regions).Replace("\n        ", "\n", StringComparison.Ordinal).TrimEnd());
    }
}
