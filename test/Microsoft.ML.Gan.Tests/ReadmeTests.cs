#region readme
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;
#endregion

namespace Microsoft.ML.Gan.Tests;

/// <summary>The README's example is this file's: what is compiled here and what stands there must be the same lines.</summary>
[TestClass]
public class ReadmeTests
{
    [TestMethod]
    public void Example_in_the_readme_is_the_one_that_compiles()
    {
        string root = RepositoryRoot();
        string readme = File.ReadAllText(Path.Combine(root, "README.md")).ReplaceLineEndings("\n");
        string source = File.ReadAllText(ThisFile()).ReplaceLineEndings("\n");

        string example = Between(readme, "```csharp\n", "```");
        string compiled = string.Join("\n", Regions(source)).Replace("\n        ", "\n").TrimStart(' ');

        Assert.AreEqual(example.TrimEnd(), compiled.TrimEnd());
    }

    [TestMethod]
    public void Stopping_in_the_readme_is_what_compiles()
    {
        string readme = File.ReadAllText(Path.Combine(RepositoryRoot(), "README.md")).ReplaceLineEndings("\n");
        string source = File.ReadAllText(ThisFile()).ReplaceLineEndings("\n");
        string compiled = Regions(source, "stopping").Single().Replace("\n        ", "\n").Trim();

        Assert.AreEqual("using var stop" + Between(readme, "```csharp\nusing var stop", "```").TrimEnd(), compiled);
    }

    /// <summary>What the README says of Ctrl+C; <see cref="Testing.OtherProcess"/> is stopped that way.</summary>
    internal static GanTransformer FitUntilStopped(MLContext ml, GanEstimator.Options options, IDataView data)
    {
        #region stopping
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) => { key.Cancel = true; stop.Cancel(); };
        options.CancellationToken = stop.Token;     // a cancelled Fit saves a checkpoint, then throws (see WhenCancelled)
        #endregion
        return ml.Transforms.Gan(options).Fit(data);
    }

    // Compiled, not run: it would train for an hour, on the reader's own pictures.
    internal static void Example()
    {
        #region readme
        var ml = new MLContext(seed: 1);
        IDataView photos = ml.Data.LoadFromImageFolder("photos", labelFromFolder: true);

        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.ResizeImages("Image", 64, 64, resizing: ResizingKind.IsoCrop), // keeps the middle, cuts off the rest
                    TransformerScope.Training)
            .Append(ml.Transforms.AugmentImages("Image", a => a.HorizontalFlip()), TransformerScope.Training)
            .Append(ml.Transforms.Gan("Generated", imageColumnName: "Image", labelColumnName: "Label",
                architecture: GanArchitecture.Dcgan(), loss: GanLoss.Hinge(), kimg: 400));

        using var model = pipeline.Fit(photos);                         // adversarial training; on a GPU when there is one
        var generator = model.GetModelFor(TransformerScope.Scoring);    // generating needs no image column
        var wishes = ml.Data.LoadFromEnumerable(new[] { new { Label = "cat" }, new { Label = "dog" } });
        IDataView made = generator.Transform(wishes);                   // Generated: a column of images
        ml.Model.Save(generator, wishes.Schema, "photos-gan.zip");      // ml.Model.Load reads it back anywhere
        #endregion
    }

    internal static IEnumerable<string> Regions(string source, string name = "readme")
    {
        string start = $"#region {name}\n";
        const string end = "#endregion";
        for (int at = source.IndexOf(start, StringComparison.Ordinal); at >= 0; at = source.IndexOf(start, at + 1, StringComparison.Ordinal))
        {
            if (at > 0 && source[at - 1] == '"')
                continue; // not the region, but its name in a text
            yield return source[(at + start.Length)..source.IndexOf(end, at, StringComparison.Ordinal)].TrimEnd(' ');
        }
    }

    private static string Between(string text, string start, string end)
    {
        int from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    internal static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MlGan.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return folder.FullName;
    }

    private static string ThisFile() => Path.Combine(RepositoryRoot(), "test", "Microsoft.ML.Gan.Tests", "ReadmeTests.cs");
}
