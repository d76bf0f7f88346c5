#region usings
using System.Drawing;
using Microsoft.ML;
using Microsoft.ML.Gan;
using Microsoft.ML.Runtime;
#endregion
using Microsoft.ML.Gan.Tests.Data;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests;

/// <summary>The example of docs/pictures.md is this file's, and runs.</summary>
[TestClass]
public class PicturesGuideTests
{
    [TestMethod]
    public void Example_in_the_guide_is_the_one_that_runs()
    {
        string root = ReadmeTests.RepositoryRoot();
        string guide = File.ReadAllText(Path.Combine(root, "docs", "pictures.md")).ReplaceLineEndings("\n");
        string source = File.ReadAllText(Path.Combine(root, "test", "Microsoft.ML.Gan.Tests", "PicturesGuideTests.cs")).ReplaceLineEndings("\n");

        string example = guide.Split("```csharp\n")[1].Split("```")[0];
        string compiled = ReadmeTests.Regions(source, "usings").First() + "\n" + ReadmeTests.Regions(source, "guide").First().Replace("\n        ", "\n").TrimStart(' ');

        Assert.AreEqual(example.TrimEnd(), compiled.TrimEnd());
    }

    [TestMethod]
    public void It_reads_the_pictures()
    {
        using var folder = new TemporaryFolder();
        var before = Environment.CurrentDirectory;
        Directory.CreateDirectory(folder["photos/cat"]);
        File.WriteAllBytes(folder["photos/cat/1.png"], PictureFixture.Encoded("png rgba"));
        try
        {
            Environment.CurrentDirectory = folder[""];
            Assert.AreEqual(1, Example().GetRowCount());
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    private static IDataView Example()
    {
        #region guide
        var ml = new MLContext(seed: 1);
        ml.Log += (_, e) =>
        {
            if (e.Kind == ChannelMessageKind.Warning)
                Console.WriteLine(e.Message);
        };
        IDataView photos = ml.Data.LoadFromImageFolder("photos", labelFromFolder: true, background: Color.White);
        #endregion

        return photos;
    }
}
