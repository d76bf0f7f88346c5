using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Persistence;

/// <summary>The version rule of docs/model-format.md, seen from outside: what the header of a saved component says decides.</summary>
[TestClass]
public class ModelVersionTests
{
    // Where the header of ML.NET's Model.key has a component's own signature and versions.
    private const int SignatureOffset = 64, WrittenOffset = 72, ReadableOffset = 76;

    private sealed class Picture
    {
        [VectorType(1, 2, 2)]
        public byte[] Image { get; set; } = [];
    }

    [TestMethod]
    public void Load_model_of_this_version_gives_the_same_rows()
    {
        var ml = new MLContext(seed: 1);
        byte[] saved = Saved(ml, out var expected);

        var loaded = new MLContext().Model.Load(new MemoryStream(saved), out _);

        CollectionAssert.AreEqual(expected, Rows(ml, loaded));
    }

    [TestMethod]
    public void Load_model_of_newer_version_that_this_one_can_read_is_read()
    {
        var ml = new MLContext(seed: 1);
        byte[] saved = WithVersion(Saved(ml, out var expected), written: 0x00010009, readable: 0x00010001);

        var loaded = new MLContext().Model.Load(new MemoryStream(saved), out _);

        CollectionAssert.AreEqual(expected, Rows(ml, loaded));
    }

    [TestMethod]
    public void Load_model_of_newer_version_that_this_one_cannot_read_is_refused()
    {
        var ml = new MLContext(seed: 1);
        byte[] saved = WithVersion(Saved(ml, out _), written: 0x00010009, readable: 0x00010009);

        var error = Assert.Throws<Exception>(() => new MLContext().Model.Load(new MemoryStream(saved), out _));

        // ML.NET calls the loader by reflection and wraps what it throws.
        Assert.IsInstanceOfType<FormatException>(error.GetBaseException());
        Assert.Contains("too new", error.GetBaseException().Message);
    }

    [TestMethod]
    public void Save_component_records_the_simple_name_of_the_assembly()
    {
        byte[] saved = Saved(new MLContext(seed: 1), out _);

        string key = Encoding.Unicode.GetString(Header(saved));

        Assert.Contains("Microsoft.ML.Gan", key);
        Assert.DoesNotContain("PublicKeyToken", key);
    }

    private static byte[] Saved(MLContext ml, out byte[] expected)
    {
        var data = ml.Data.LoadFromEnumerable(Pictures());
        var model = ml.Transforms.AugmentImages(new AugmentImagesEstimator.Options
        {
            Augmentation = ImageAugmentation.None.HorizontalFlip().Shift(0.5),
            AppliesTo = AugmentedRows.All,
            Seed = 3,
        }).Fit(data);
        expected = Rows(ml, model);
        using var stream = new MemoryStream();
        ml.Model.Save(model, data.Schema, stream);
        return stream.ToArray();
    }

    private static byte[] Rows(MLContext ml, ITransformer model) =>
        [.. ml.Data.CreateEnumerable<Picture>(model.Transform(ml.Data.LoadFromEnumerable(Pictures())), reuseRowObject: false).SelectMany(row => row.Image)];

    private static IEnumerable<Picture> Pictures() => Enumerable.Range(0, 20).Select(i => new Picture { Image = [(byte)i, 50, 100, 150] });

    private static byte[] Header(byte[] model)
    {
        using var zip = new ZipArchive(new MemoryStream(model));
        return Bytes(ComponentIn(zip));
    }

    private static byte[] WithVersion(byte[] model, uint written, uint readable)
    {
        using var stream = new MemoryStream();
        stream.Write(model);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = ComponentIn(zip);
            byte[] header = Bytes(entry);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(WrittenOffset), written);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(ReadableOffset), readable);
            string name = entry.FullName;
            entry.Delete();
            using var rewritten = zip.CreateEntry(name).Open();
            rewritten.Write(header);
        }
        return stream.ToArray();
    }

    private static ZipArchiveEntry ComponentIn(ZipArchive zip) => zip.Entries.Single(entry =>
        entry.Name == "Model.key" && Bytes(entry).AsSpan(SignatureOffset, 8).SequenceEqual("MLGANAUG"u8));

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
