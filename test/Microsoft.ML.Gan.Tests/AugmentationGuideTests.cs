using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests;

/// <summary>The examples of docs/augmentation.md are this file's: what is compiled here and what stands there must be the same lines.</summary>
[TestClass]
public class AugmentationGuideTests
{
    [TestMethod]
    public void Examples_InTheGuide_AreThoseThatCompile()
    {
        var root = ReadmeTests.RepositoryRoot();
        var guide = File.ReadAllText(Path.Combine(root, "docs", "augmentation.md")).ReplaceLineEndings("\n");
        var source = File.ReadAllText(Path.Combine(root, "test", "Microsoft.ML.Gan.Tests", "AugmentationGuideTests.cs")).ReplaceLineEndings("\n");

        string[] examples = [.. guide.Split("```csharp\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)])];
        string[] compiled = [.. ReadmeTests.Regions(source, "guide").Select(region => string.Concat(region.Split('\n').Select(Unindented)))];

        CollectionAssert.AreEqual(examples.Select(example => example.TrimEnd()).ToArray(), compiled.Select(region => region.TrimEnd()).ToArray());
    }

    // Compiled, not run: it would train for hours.
    internal static void Examples(MLContext ml, DataOperationsCatalog.TrainTestData split)
    {
        #region guide
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.AugmentImages("Image", a => a.HorizontalFlip().RandomCrop(padding: 2)), TransformerScope.Training)
            .Append(ml.MulticlassClassification.Trainers.ImageCnn());

        using var model = pipeline.Fit(split.TrainSet);
        var classifier = model.GetModelFor(TransformerScope.Scoring);   // sees pictures as they are
        var metrics = ml.MulticlassClassification.Evaluate(classifier.Transform(split.TestSet));
        ml.Model.Save(classifier, split.TrainSet.Schema, "classifier.zip");
        #endregion

        #region guide
        var variants = ml.Transforms.AugmentImages(new AugmentImagesEstimator.Options
        {
            OutputColumnName = "Image",
            Augmentation = ImageAugmentation.None.HorizontalFlip().RandomCrop(padding: 2),
            Variants = 8,
        });
        #endregion

        #region guide
        var keys = ml.Transforms.Conversion.MapValueToKey("Label").Fit(split.TrainSet);
        var real = keys.Transform(split.TrainSet);
        using var gan = ml.Transforms.Gan("Generated", imageColumnName: "Image", labelColumnName: "Label", kimg: 400).Fit(real);
        var balanced = ml.Data.AugmentWithGan(real, gan, new AugmentWithGanOptions { Balance = true, BestOf = 4 });
        #endregion

        #region guide
        var whole = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.AugmentWithGan(ml.Transforms.Gan("Generated", "Image", "Label", kimg: 400)), TransformerScope.Training)
            .Append(ml.Transforms.AugmentImages("Image", a => a.HorizontalFlip()), TransformerScope.Training)
            .Append(ml.MulticlassClassification.Trainers.ImageCnn());
        #endregion

        _ = (variants, balanced, whole);
    }

    private static string Unindented(string line) => (line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line) + "\n";
}
