using System.Text.Json.Nodes;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Persistence;

/// <summary>Models in separate files.</summary>
[TestClass]
public class GanFileTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void LoadGan_what_was_saved_generates_the_same_images()
    {
        using var folder = new TemporaryFolder();
        using var transformer = TinyGan.Fit(_ml);
        var rows = LabelRow.LoadMany(_ml, 5);
        transformer.SaveAs(folder["tiny.gan"]);

        using var loaded = new MLContext(seed: 99).Model.LoadGan(folder["tiny.gan"]);

        Values.AssertSame(Values.Images(transformer.Transform(rows)), Values.Images(loaded.Transform(rows)));
    }

    [TestMethod]
    public void LoadGan_each_architecture_and_loss_generates_the_same_images()
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
    public void LoadGan_unpacked_folder_generates_the_same_images()
    {
        using var folder = new TemporaryFolder();
        Parts.OfTiny().Unpack(folder["tiny"]);
        using var packed = _ml.Model.LoadGan(new MemoryStream(Parts.TinyFile));
        var rows = LabelRow.LoadMany(_ml, 3);

        using var loaded = _ml.Model.LoadGan(folder["tiny"] + Path.DirectorySeparatorChar);

        Values.AssertSame(Values.Images(packed.Transform(rows)), Values.Images(loaded.Transform(rows)));
    }

    [TestMethod]
    public void LoadGan_packed_by_ordinary_tools_loads()
    {
        var file = Parts.OfTiny().ToFile(System.IO.Compression.CompressionLevel.SmallestSize);

        using var loaded = _ml.Model.LoadGan(new MemoryStream(file));

        Assert.AreEqual(TinyGan.LatentSize, loaded.LatentSize);
    }

    [TestMethod]
    public void LoadGan_twice_gives_two_models_that_do_not_share()
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
    public void SaveAs_what_was_loaded_gives_the_same_bytes()
    {
        using var loaded = _ml.Model.LoadGan(new MemoryStream(Parts.TinyFile));

        CollectionAssert.AreEqual(Parts.TinyFile, Parts.Saved(loaded));
    }

    [TestMethod]
    public void SaveAs_two_containers_hold_the_same_parts()
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
    public void SaveAs_index_says_what_is_where()
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
    public void SaveAs_loss_that_is_not_a_number_is_saved_and_loaded()
    {
        var parts = Parts.OfTiny().Edit(Parts.Index, index => index["model"]!["training"]!["discriminatorLoss"] = "NaN");

        using var loaded = _ml.Model.LoadGan(new MemoryStream(parts.ToFile()));

        Assert.Contains("\"NaN\"", Parts.Of(Parts.Saved(loaded)).Text(Parts.Index));
    }

    [TestMethod]
    public void SaveAs_generator_that_diverged_is_refused_and_the_old_file_stays()
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
    public void SaveAs_folder_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var transformer = _ml.Model.LoadGan(new MemoryStream(Parts.TinyFile));

        Assert.ThrowsExactly<ArgumentException>(() => transformer.SaveAs(folder[""]));
        Assert.ThrowsExactly<ArgumentException>(() => transformer.SaveAs(folder["new"] + Path.DirectorySeparatorChar));
    }

    [TestMethod]
    public void SaveAs_disposed_says_so_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        var transformer = _ml.Model.LoadGan(new MemoryStream(Parts.TinyFile));
        transformer.Dispose();

        Assert.ThrowsExactly<ObjectDisposedException>(() => transformer.SaveAs(folder["tiny.gan"]));

        Assert.IsEmpty(Directory.GetFiles(folder[""]));
    }

    [TestMethod]
    public void LoadGan_nothing_there_is_the_file_systems_error()
    {
        using var folder = new TemporaryFolder();

        Assert.ThrowsExactly<FileNotFoundException>(() => _ml.Model.LoadGan(folder["none.gan"]));
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => _ml.Model.LoadGan(folder["none"] + Path.DirectorySeparatorChar));
    }

    [TestMethod]
    public void LoadGan_pipeline_of_ml_net_says_what_to_call()
    {
        using var folder = new TemporaryFolder();
        using var transformer = _ml.Model.LoadGan(new MemoryStream(Parts.TinyFile));
        _ml.Model.Save(transformer, null, folder["pipeline.zip"]);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.LoadGan(folder["pipeline.zip"]));

        Assert.Contains("pipeline.zip", error.Message);
        Assert.Contains("mlContext.Model.Load", error.Message);
    }

    [TestMethod]
    public void Model_load_gan_file_says_what_to_call()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["tiny.gan"], Parts.TinyFile);

        var error = Assert.Throws<Exception>(() => _ml.Model.Load(folder["tiny.gan"], out _));

        Assert.Contains("mlContext.Model.LoadGan", error.GetBaseException().Message);
    }

    [TestMethod]
    public void LoadGan_stream_that_cannot_seek_is_refused()
    {
        using var stream = new System.IO.Compression.DeflateStream(new MemoryStream(), System.IO.Compression.CompressionMode.Decompress);

        Assert.ThrowsExactly<ArgumentException>(() => _ml.Model.LoadGan(stream));
    }
}
