using System.Buffers.Binary;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Persistence;

/// <summary>Models of other versions: read or refused by the rule in docs/model-format.md.</summary>
[TestClass]
public class GanFileVersionTests
{
    // The position of a component's versions in ML.NET's header.
    private const int OffsetOfVerWritten = 0x48;
    private const int OffsetOfVerReadable = 0x4C;

    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Load_newer_format_that_this_reader_may_read_reads_it_and_ignores_what_is_new()
    {
        var parts = Parts.OfTiny()
            .Edit(Parts.Index, index =>
            {
                (index["formatVersion"], index["libraryVersion"], index["novelty"]) = ("1.7", "9.0.0", new System.Text.Json.Nodes.JsonObject());
                index["model"]!["somethingNew"] = 3;
                index["components"]!["critic"] = "critic";
            })
            .EditConfigs(config => config["alsoNew"] = "x")
            .Replace("critic/config.json", "{}");

        using var loaded = _ml.Model.LoadGan(new MemoryStream(parts.ToFile()));

        Assert.AreEqual(TinyGan.LatentSize, loaded.LatentSize);
    }

    [TestMethod]
    [DataRow("1.1", "1.1")]
    [DataRow("2.0", "1.1")]
    [DataRow("2.0", "2.0")]
    [DataRow("2147483647.0", "2147483647.0")]
    public void Load_newer_format_that_needs_a_newer_reader_is_refused(string format, string minReader)
    {
        // Other content of a file of another format must not matter.
        var parts = Parts.OfTiny().Replace(
            Parts.Index, $$"""{"library":"Microsoft.ML.Gan","formatVersion":"{{format}}","minReaderVersion":"{{minReader}}","components":[7]}""");

        var error = Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.LoadGan(new MemoryStream(parts.ToFile())));

        Assert.Contains($"needs a reader of format {minReader}, and this one knows 1.0", error.Message);
    }

    [TestMethod]
    [DataRow("0.9", "0.9")]
    [DataRow("0.9", "1.0")]
    [DataRow("1", "1")]
    [DataRow("1.0.0", "1.0")]
    [DataRow("", "")]
    [DataRow("new", "1.0")]
    [DataRow(null, "1.0")]
    public void Load_format_that_no_reader_knows_is_refused(string? format, string? minReader)
    {
        var parts = Parts.OfTiny().Edit(Parts.Index, index => (index["formatVersion"], index["minReaderVersion"]) = (format, minReader));

        var error = Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.LoadGan(new MemoryStream(parts.ToFile())));

        Assert.Contains("model_index.json", error.Message);
    }

    [TestMethod]
    public void Model_load_newer_component_that_this_reader_may_read_loads()
    {
        using var folder = new TemporaryFolder();
        SavePipeline(folder["pipeline.zip"], written: 0x00010005, readable: 0x00010001, format: ("1.4", "1.0"));

        using var loaded = (IDisposable)_ml.Model.Load(folder["pipeline.zip"], out _);

        Assert.HasCount(2, Values.Images(((ITransformer)loaded).Transform(LabelRow.LoadMany(_ml, 2))));
    }

    [TestMethod]
    public void Model_load_newer_component_that_needs_a_newer_reader_is_refused_by_ml_net()
    {
        using var folder = new TemporaryFolder();
        SavePipeline(folder["pipeline.zip"], written: 0x00010005, readable: 0x00010002, format: ("1.0", "1.0"));

        var error = Assert.Throws<Exception>(() => _ml.Model.Load(folder["pipeline.zip"], out _));

        Assert.IsInstanceOfType<FormatException>(error.GetBaseException());
        Assert.Contains("too new", error.GetBaseException().Message);
    }

    [TestMethod]
    public void Model_load_older_component_than_is_read_is_refused()
    {
        using var folder = new TemporaryFolder();
        SavePipeline(folder["pipeline.zip"], written: 0x00010000, readable: 0x00010000, format: ("1.0", "1.0"));

        var error = Assert.Throws<Exception>(() => _ml.Model.Load(folder["pipeline.zip"], out _));

        Assert.IsInstanceOfType<FormatException>(error.GetBaseException());
        Assert.Contains("too old", error.GetBaseException().Message);
    }

    [TestMethod]
    public void Model_load_newer_format_that_needs_a_newer_reader_is_refused_by_the_library()
    {
        using var folder = new TemporaryFolder();
        SavePipeline(folder["pipeline.zip"], written: 0x00010001, readable: 0x00010001, format: ("1.4", "1.3"));

        var error = Assert.Throws<Exception>(() => _ml.Model.Load(folder["pipeline.zip"], out _));

        Assert.Contains("needs a reader of format 1.3", error.ToString());
    }

    private void SavePipeline(string path, uint written, uint readable, (string Written, string MinReader) format)
    {
        using var transformer = _ml.Model.LoadGan(new MemoryStream(Parts.TinyFile));
        _ml.Model.Save(transformer, null, path);
        var parts = Parts.Of(File.ReadAllBytes(path));
        var index = parts.Content.Keys.Single(name => name.EndsWith(Parts.Index, StringComparison.Ordinal));
        parts.Edit(index, json => (json["formatVersion"], json["minReaderVersion"]) = format);
        var header = parts.Content[index.Replace(Parts.Index, "Model.key", StringComparison.Ordinal)];
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(OffsetOfVerWritten), written);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(OffsetOfVerReadable), readable);
        File.WriteAllBytes(path, parts.ToFile());
    }
}
