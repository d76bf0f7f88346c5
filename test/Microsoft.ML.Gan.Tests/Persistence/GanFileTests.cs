using System.Text.Json.Nodes;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Persistence;

/// <summary>Models in files of their own.</summary>
[TestClass]
public class GanFileTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void LoadGan_WhatWasSaved_GeneratesTheSameImages()
    {
        using var folder = new TemporaryFolder();
        using var transformer = TinyGan.Fit(_ml);
        var rows = LabelRow.LoadMany(_ml, 5);
        transformer.SaveAs(folder["tiny.gan"]);

        using var loaded = new MLContext(seed: 99).Model.LoadGan(folder["tiny.gan"]);

        Values.AssertSame(Values.Images(transformer.Transform(rows)), Values.Images(loaded.Transform(rows)));
    }

    [TestMethod]
    public void LoadGan_EachArchitectureAndLoss_GeneratesTheSameImages()
    {
        foreach (var architecture in new IGanArchitecture[] { GanArchitecture.Dcgan(4, 4), new MlpArchitecture { LatentSize = 3, HiddenSizes = [8, 4] } })
        {
            foreach (var loss in new IGanLoss[] { GanLoss.Hinge(), GanLoss.WassersteinGradientPenalty(7) })
            {
                using var transformer = TinyGan.Fit(_ml, options => (options.Architecture, options.Loss) = (architecture, loss));
                var rows = LabelRow.LoadMany(_ml, 4);

                using var loaded = _ml.Model.LoadGan(new MemoryStream(Parts.Saved(transformer)));

                Values.AssertSame(Values.Images(transformer.Transform(rows)), Values.Images(loaded.Transform(rows)));
            }
        }
    }

    [TestMethod]
    public void LoadGan_UnpackedFolder_GeneratesTheSameImages()
    {
        using var folder = new TemporaryFolder();
        Parts.OfTiny().Unpack(folder["tiny"]);
        using var packed = _ml.Model.LoadGan(new MemoryStream(Parts.TinyFile));
        var rows = LabelRow.LoadMany(_ml, 3);

        using var loaded = _ml.Model.LoadGan(folder["tiny"] + Path.DirectorySeparatorChar);

        Values.AssertSame(Values.Images(packed.Transform(rows)), Values.Images(loaded.Transform(rows)));
    }

    [TestMethod]
    public void LoadGan_PackedByOrdinaryTools_Loads()
    {
        var file = Parts.OfTiny().ToFile(System.IO.Compression.CompressionLevel.SmallestSize);

        using var loaded = _ml.Model.LoadGan(new MemoryStream(file));

        Assert.AreEqual(TinyGan.LatentSize, loaded.LatentSize);
    }

    [TestMethod]
    public void LoadGan_Twice_GivesTwoModelsThatDoNotShare()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["tiny.gan"], Parts.TinyFile);
        var rows = LabelRow.LoadMany(_ml, 3);
        var first = _ml.Model.LoadGan(folder["tiny.gan"]);
        using var second = _ml.Model.LoadGan(folder["tiny.gan"]);
        var images = Values.Images(first.Transform(rows));

        first.Dispose();

        Values.AssertSame(images, Values.Images(second.Transform(rows)));
    }

    [TestMethod]
    public void SaveAs_WhatWasLoaded_GivesTheSameBytes()
    {
        using var loaded = _ml.Model.LoadGan(new MemoryStream(Parts.TinyFile));

        CollectionAssert.AreEqual(Parts.TinyFile, Parts.Saved(loaded));
    }

    [TestMethod]
    public void SaveAs_TwoContainers_HoldTheSameParts()
    {
        using var folder = new TemporaryFolder();
        using var transformer = _ml.Model.LoadGan(new MemoryStream(Parts.TinyFile));
        _ml.Model.Save(transformer, null, folder["pipeline.zip"]);

        var pipeline = Parts.Of(File.ReadAllBytes(folder["pipeline.zip"]));

        foreach (var part in new[] { Parts.Index, Parts.Config, Parts.DiscriminatorConfig, Parts.Weights, Parts.DiscriminatorWeights })
        {
            var (_, bytes) = pipeline.Content.Single(entry => entry.Key.EndsWith("/" + part, StringComparison.Ordinal));
            CollectionAssert.AreEqual(Parts.OfTiny().Content[part], bytes, part);
        }
    }

    [TestMethod]
    public void SaveAs_Index_SaysWhatIsWhere()
    {
        var index = JsonNode.Parse(Parts.OfTiny().Text(Parts.Index))!;
        var config = JsonNode.Parse(Parts.OfTiny().Text(Parts.Config))!;

        Assert.AreEqual("Microsoft.ML.Gan", (string?)index["library"]);
        Assert.AreEqual("GanTransformer", (string?)index["class"]);
        Assert.AreEqual("generator", (string?)index["components"]!["generator"]);
        Assert.AreEqual("non-saturating", (string?)index["model"]!["loss"]!["name"]);
        Assert.AreEqual("mlp", (string?)config["architecture"]!["name"]);
        Assert.AreEqual(Squares.Side, (int)config["specification"]!["image"]!["width"]!);
    }

    [TestMethod]
    public void SaveAs_LossThatIsNotANumber_IsSavedAndLoaded()
    {
        var parts = Parts.OfTiny().Edit(Parts.Index, index => index["model"]!["training"]!["discriminatorLoss"] = "NaN");

        using var loaded = _ml.Model.LoadGan(new MemoryStream(parts.ToFile()));

        Assert.Contains("\"NaN\"", Parts.Of(Parts.Saved(loaded)).Text(Parts.Index));
    }

    [TestMethod]
    public void SaveAs_GeneratorThatDiverged_IsRefusedAndTheOldFileStays()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["tiny.gan"], "old");
        using var transformer = _ml.Model.LoadGan(new MemoryStream(Parts.TinyFile));
        using (TorchSharp.torch.no_grad())
            transformer.Generator.Module.parameters().First().fill_(float.NaN);

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => transformer.SaveAs(folder["tiny.gan"]));

        Assert.Contains("main.0.", error.Message);
        Assert.AreEqual("old", File.ReadAllText(folder["tiny.gan"]));
        Assert.HasCount(1, Directory.GetFiles(folder[""]));
    }

    [TestMethod]
    public void SaveAs_Folder_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var transformer = _ml.Model.LoadGan(new MemoryStream(Parts.TinyFile));

        Assert.ThrowsExactly<ArgumentException>(() => transformer.SaveAs(folder[""]));
        Assert.ThrowsExactly<ArgumentException>(() => transformer.SaveAs(folder["new"] + Path.DirectorySeparatorChar));
    }

    [TestMethod]
    public void SaveAs_Disposed_SaysSoAndLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        var transformer = _ml.Model.LoadGan(new MemoryStream(Parts.TinyFile));
        transformer.Dispose();

        Assert.ThrowsExactly<ObjectDisposedException>(() => transformer.SaveAs(folder["tiny.gan"]));

        Assert.IsEmpty(Directory.GetFiles(folder[""]));
    }

    [TestMethod]
    public void LoadGan_NothingThere_IsTheFileSystemsError()
    {
        using var folder = new TemporaryFolder();

        Assert.ThrowsExactly<FileNotFoundException>(() => _ml.Model.LoadGan(folder["none.gan"]));
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => _ml.Model.LoadGan(folder["none"] + Path.DirectorySeparatorChar));
    }

    [TestMethod]
    public void LoadGan_PipelineOfMlNet_SaysWhatToCall()
    {
        using var folder = new TemporaryFolder();
        using var transformer = _ml.Model.LoadGan(new MemoryStream(Parts.TinyFile));
        _ml.Model.Save(transformer, null, folder["pipeline.zip"]);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.LoadGan(folder["pipeline.zip"]));

        Assert.Contains("pipeline.zip", error.Message);
        Assert.Contains("mlContext.Model.Load", error.Message);
    }

    [TestMethod]
    public void ModelLoad_GanFile_SaysWhatToCall()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["tiny.gan"], Parts.TinyFile);

        var error = Assert.Throws<Exception>(() => _ml.Model.Load(folder["tiny.gan"], out _));

        Assert.Contains("mlContext.Model.LoadGan", error.GetBaseException().Message);
    }

    [TestMethod]
    public void LoadGan_StreamThatCannotSeek_IsRefused()
    {
        using var stream = new System.IO.Compression.DeflateStream(new MemoryStream(), System.IO.Compression.CompressionMode.Decompress);

        Assert.ThrowsExactly<ArgumentException>(() => _ml.Model.LoadGan(stream));
    }
}
