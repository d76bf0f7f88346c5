using System.Text.RegularExpressions;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Guides;

/// <summary>
/// Compiles the C# examples of each guide as one program, in their order, and runs it with a few pictures in the folder that they name. Only the
/// length of trainings and the size of the images are reduced.
/// </summary>
[TestClass]
public partial class GuideTests
{
    [TestMethod]
    [DataRow("docs/augmentation.md", "accuracy ")]
    [DataRow("docs/metrics.md", "FID ")]
    [DataRow("docs/your-own-pictures.md", "generator.loss")]
    public void Examples_of_the_guide_run(string guide, string said)
    {
        using var folder = new TemporaryFolder();
        GuidePictures.Write(folder["photos"], "cat", "dog");
        var program = folder["guide.dll"];
        GuideProgram.Compile(InShort(Examples(guide)), program);

        var output = OtherProcess.Run(program, folder[""]);

        Assert.Contains(said, output);
    }

    [TestMethod]
    public void What_does_not_compile_is_told()
    {
        using var folder = new TemporaryFolder();
        var e = Assert.ThrowsExactly<AssertFailedException>(() => GuideProgram.Compile("var answer = undefined + 1;", folder["guide.dll"]));
        Assert.Contains("'undefined' does not exist", e.Message);
    }

    private static string Examples(string guide)
    {
        var text = File.ReadAllText(Path.Combine(ReadmeTests.RepositoryRoot(), guide)).ReplaceLineEndings("\n");
        var examples = text.Split("```csharp\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)]).ToList();
        Assert.IsNotEmpty(examples);
        return string.Join("\n", examples);
    }

    private static string InShort(string program)
    {
        program = Kimg().Replace(program, match => $"{match.Groups[1].Value}0.064");
        program = Side().Replace(program, match => $"{match.Groups[1].Value}16, 16)");
        return Images().Replace(program, match => $"{match.Groups[1].Value}16");
    }

    [GeneratedRegex(@"((?:kimg: |Kimg = ))[\d_.]+")]
    private static partial Regex Kimg();

    [GeneratedRegex(@"(ResizeImages\(""Image"", )\d+, \d+\)")]
    private static partial Regex Side();

    [GeneratedRegex(@"((?<![\w.])Images = )[\d_]+")]
    private static partial Regex Images();
}
