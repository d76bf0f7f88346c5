using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>A classifier in ML.NET's zip, and malicious files.</summary>
[TestClass]
public class ImageCnnFileTests
{
    private const string Index = "model_index.json";
    private const string Config = "classifier/config.json";
    private const string Weights = "classifier/model.safetensors";

    private static readonly Lazy<byte[]> _file = new(() =>
    {
        var ml = new MLContext(seed: 1);
        using var model = TinyCnn.Fit(ml, options => options.Training.MinSteps = 2);
        using var stream = new MemoryStream();
        ml.Model.Save(model, ml.Data.LoadFromEnumerable(NoisySquare.Rows(1, 1)).Schema, stream);
        return stream.ToArray();
    });

    [TestMethod]
    public void Load_in_another_context_gives_the_same_classifier()
    {
        var ml = new MLContext(seed: 9);
        var data = ml.Data.LoadFromEnumerable(NoisySquare.Rows(20, 2));
        using var model = TinyCnn.Fit(ml, options => options.Training.MinSteps = 2);

        using var loaded = Load(_file.Value);

        Values.AssertSame(Values.Vectors<float>(model.Transform(data), "Score"), Values.Vectors<float>(loaded.Transform(data), "Score"));
        Assert.AreEqual(model.ImageShape, loaded.ImageShape);
        Assert.AreEqual(model.Seed, loaded.Seed);
    }

    [TestMethod]
    [DataRow(Index)]
    [DataRow(Config)]
    [DataRow(Weights)]
    public void Load_part_that_is_missing_or_cut_names_it(string part)
    {
        foreach (var length in new[] { -1, 0, 10 })
            AssertRefused(Changed(part, bytes => length < 0 ? null : bytes[..length]), part);
    }

    [TestMethod]
    [DataRow("classCount", "1", "classCount")]
    [DataRow("classCount", "5", "shape")]
    [DataRow("classCount", "1000000", "weights")]
    [DataRow("classCount", "2000000000", "ClassCount")]
    [DataRow("image", "{\"channels\":1,\"height\":100000,\"width\":100000}", "image")]
    [DataRow("image", "{\"channels\":3,\"height\":12,\"width\":12}", "shape")]
    [DataRow("predictionBatchSize", "2000000000", "PredictionBatchSize")]
    [DataRow("columns", "{\"image\":\"\",\"predictedLabel\":\"P\",\"score\":\"S\"}", "columns")]
    [DataRow("columns", "{\"image\":\"I\",\"predictedLabel\":\"S\",\"score\":\"S\"}", "columns")]
    [DataRow("labelValues", "{\"type\":\"String\",\"values\":[\"a\",\"b\"]}", "LabelValues")]
    [DataRow("labelValues", "{\"type\":\"String\",\"values\":[\"a\",null,\"b\",\"c\"]}", "texts")]
    [DataRow("labelValues", "{\"type\":\"Byte\",\"values\":[1,2,3,400]}", "model_index.json")]
    [DataRow("labelValues", "{\"type\":\"System.IO.File\",\"values\":[1,2,3,4]}", "System.IO.File")]
    [DataRow("inputLayout", "null", "InputLayout")]
    [DataRow("training", "null", "training")]
    public void Load_description_that_lies_says_so(string field, string value, string message) => AssertRefused(
        Changed(field is "image" or "classCount" ? Config : Index, bytes =>
        {
            var json = JsonNode.Parse(bytes)!.AsObject();
            var fields = json["model"]?.AsObject() ?? json;
            Assert.IsTrue(fields.ContainsKey(field), $"there is no '{field}'");
            fields[field] = JsonNode.Parse(value);
            return System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
        }),
        message);

    [TestMethod]
    public void Load_weights_that_are_not_finite_says_so() => AssertRefused(
        Changed(Weights, bytes =>
        {
            var changed = bytes.ToArray();
            changed.AsSpan(changed.Length - 4).Fill(0xFF); // NaN
            return changed;
        }),
        "not finite");

    [TestMethod]
    public void Load_model_of_the_format_before_names_both_versions()
    {
        const int OffsetOfVerWritten = 0x48;
        var file = Changed("Model.key", key =>
        {
            var changed = key.ToArray();
            foreach (var offset in new[] { OffsetOfVerWritten, OffsetOfVerWritten + sizeof(uint) })
                System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(offset), 0x00010001);
            return changed;
        });

        var error = Assert.Throws<Exception>(() => Load(file)).GetBaseException();

        Assert.IsInstanceOfType<FormatException>(error);
        Assert.Contains("ImageCnnTransformer in the model is too old: it has version 1.1, and 1.2 is the oldest that this version of Microsoft.ML.Gan reads", error.Message);
    }

    private static void AssertRefused(byte[] file, string message)
    {
        var error = Assert.Throws<Exception>(() => Load(file));
        // ML.NET makes components by reflection, so ours may stand within another exception.
        while (error is not InvalidDataException && error.InnerException is { } inner)
            error = inner;
        Assert.IsInstanceOfType<InvalidDataException>(error);
        Assert.Contains(message, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static ImageCnnTransformer Load(byte[] file)
    {
        var model = new MLContext(seed: 77).Model.Load(new MemoryStream(file), out _);
        return (ImageCnnTransformer)(model is IEnumerable<ITransformer> chain ? chain.Single() : model);
    }

    /// <summary>The file with a part changed, or without it.</summary>
    private static byte[] Changed(string part, Func<byte[], byte[]?> change)
    {
        using var stream = new MemoryStream();
        stream.Write(_file.Value);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = zip.GetEntry(zip.Entries.Single(entry => entry.Name == Index).FullName.Replace(Index, part, StringComparison.Ordinal))!;
            var name = entry.FullName;
            using var content = new MemoryStream();
            using (var old = entry.Open())
                old.CopyTo(content);
            entry.Delete();
            if (change(content.ToArray()) is { } bytes)
            {
                using var made = zip.CreateEntry(name).Open();
                made.Write(bytes);
            }
        }

        return stream.ToArray();
    }
}
