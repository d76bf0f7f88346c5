using System.IO.Compression;
using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Data;

[TestClass]
public class IdxTests
{
    private string _folder = "";

    [TestInitialize]
    public void Start() => _folder = Directory.CreateTempSubdirectory("mlgan").FullName;

    [TestCleanup]
    public void End() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow("images", 1)]
    [DataRow("images.gz", 1)]
    [DataRow("images.gz", 3)]
    public void What_is_written_is_read(string name, int channels)
    {
        var shape = new ImageShape(channels, 3, 2);
        var pixels = Enumerable.Range(0, 5).Select(i => Enumerable.Range(0, shape.Length).Select(j => (byte)((50 * i) + j)).ToArray()).ToArray();
        IdxFile.WriteImages(At(name), pixels.Select(row => (ReadOnlyMemory<byte>)row), shape);
        IdxFile.WriteLabels(At("labels.gz"), [0, 1, 2, 1, 9]);

        var data = new MLContext(1).Data.LoadFromIdx(At(name), At("labels.gz"));
        Assert.AreEqual(5, data.GetRowCount());
        Assert.AreEqual("Image<3, 2>", data.Schema["Image"].Type.ToString());
        CollectionAssert.AreEqual(new byte[] { 0, 1, 2, 1, 9 }, data.GetColumn<byte>("Label").ToArray());
        var read = data.GetColumn<MLImage>("Image").Select(image =>
        {
            var bytes = new byte[shape.Length];
            MLImagePixels.Read(image, bytes, channels);
            return bytes;
        }).ToArray();
        for (var i = 0; i < 5; i++)
            CollectionAssert.AreEqual(pixels[i], read[i]);
        Assert.HasCount(2, Directory.GetFiles(_folder), "no temporary file is left");
    }

    [TestMethod]
    public void Images_are_written_from_MLImages()
    {
        using var one = TestRows.Image(new ImageShape(1, 1, 2), 3, 4);
        using var two = TestRows.Image(new ImageShape(1, 1, 2), 5, 6);
        IdxFile.WriteImages(At("images"), [one, two]);
        CollectionAssert.AreEqual(
            new byte[] { 0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 3, 4, 5, 6 },
            File.ReadAllBytes(At("images")));
    }

    [TestMethod]
    public void A_write_that_fails_leaves_the_older_file()
    {
        IdxFile.WriteLabels(At("labels"), [1, 2]);
        static IEnumerable<byte> Broken()
        {
            yield return 3;
            throw new IOException("broken");
        }

        Assert.ThrowsExactly<IOException>(() => IdxFile.WriteLabels(At("labels"), Broken()));
        Assert.HasCount(10, File.ReadAllBytes(At("labels")));
        Assert.HasCount(1, Directory.GetFiles(_folder));
    }

    [TestMethod]
    public void Cursors_are_independent()
    {
        IdxFile.WriteLabels(At("labels"), Enumerable.Range(0, 10).Select(i => (byte)i));
        IdxFile.WriteImages(At("images"), Enumerable.Repeat((ReadOnlyMemory<byte>)new byte[1], 10), new ImageShape(1, 1, 1));
        var data = new MLContext(1).Data.LoadFromIdx(At("images"), At("labels"));
        using var first = data.GetRowCursor([data.Schema["Label"]]);
        using var second = data.GetRowCursor([data.Schema["Label"]]);
        first.MoveNext();
        first.MoveNext();
        second.MoveNext();

        byte label = 0;
        first.GetGetter<byte>(data.Schema["Label"])(ref label);
        Assert.AreEqual(1, label);
        second.GetGetter<byte>(data.Schema["Label"])(ref label);
        Assert.AreEqual(0, label);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => first.GetGetter<MLImage>(data.Schema["Image"]));
    }

    [TestMethod]
    public void Labels_are_optional_and_names_free()
    {
        IdxFile.WriteImages(At("images"), [new byte[1]], new ImageShape(1, 1, 1));
        var data = new MLContext(1).Data.LoadFromIdx(At("images"), imageColumnName: "Picture");
        Assert.HasCount(1, data.Schema);
        Assert.AreEqual("Picture", data.Schema[0].Name);
    }

    [TestMethod]
    public void Fewer_labels_than_images_are_refused()
    {
        IdxFile.WriteImages(At("images"), [new byte[1], new byte[1]], new ImageShape(1, 1, 1));
        IdxFile.WriteLabels(At("labels"), [1]);
        var e = Assert.ThrowsExactly<InvalidDataException>(() => new MLContext(1).Data.LoadFromIdx(At("images"), At("labels")));
        StringAssert.Contains(e.Message, "holds 2 images");
        StringAssert.Contains(e.Message, "holds 1 labels");
    }

    [TestMethod]
    [DataRow("00000D01 00000001", "is not an IDX file of bytes: it begins with 00000D01")]
    [DataRow("89504E47 0D0A1A0A", "is not an IDX file of bytes")]
    [DataRow("00000803 00000001", "ends within its header")]
    [DataRow("", "it is empty")]
    [DataRow("00000803 00000002 00000001 00000002 010203", "cannot hold exactly")]
    [DataRow("00000803 00000001 00000001 00000002 010203", "cannot hold exactly")]
    [DataRow("00000803 7FFFFFFF 00004000 00004000 01", "cannot hold exactly")]
    [DataRow("00000803 00000001 7FFFFFFF 7FFFFFFF 01", "impossible sizes")]
    [DataRow("00000804 FFFFFFFF 00000001 00000001 00000003", "impossible sizes")]
    [DataRow("00000803 00000001 00000000 00000001", "impossible sizes")]
    [DataRow("00000801 00000001 07", "are not images")]
    public void Hostile_headers_are_refused(string hex, string expected)
    {
        File.WriteAllBytes(At("images"), Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        var e = Assert.ThrowsExactly<InvalidDataException>(() => new MLContext(1).Data.LoadFromIdx(At("images")));
        StringAssert.Contains(e.Message, expected);
    }

    [TestMethod]
    public void A_compressed_file_cannot_promise_more_than_compression_can_hold()
    {
        Compress("images.gz", "00000803 00100000 00004000 00004000 01");
        Assert.ThrowsExactly<InvalidDataException>(() => new MLContext(1).Data.LoadFromIdx(At("images.gz")));
    }

    [TestMethod]
    [DataRow("00000801 00000004 010203", "ends in row 3 of 4")]
    [DataRow("00000801 00000002 010203", "goes on after the last row")]
    public void A_compressed_file_of_another_length_is_found_out_while_reading(string hex, string expected)
    {
        Compress("labels.gz", hex);
        var rows = Convert.FromHexString(hex[9..17]);
        IdxFile.WriteImages(At("images"), Enumerable.Repeat((ReadOnlyMemory<byte>)new byte[1], rows[3]), new ImageShape(1, 1, 1));
        var data = new MLContext(1).Data.LoadFromIdx(At("images"), At("labels.gz"));
        var e = Assert.ThrowsExactly<InvalidDataException>(() => data.GetColumn<byte>("Label").Count());
        StringAssert.Contains(e.Message, expected);
    }

    [TestMethod]
    public void A_missing_file_is_named()
    {
        var e = Assert.ThrowsExactly<FileNotFoundException>(() => new MLContext(1).Data.LoadFromIdx(At("images")));
        StringAssert.Contains(e.Message, At("images"));
    }

    private string At(string name) => Path.Combine(_folder, name);

    private void Compress(string name, string hex)
    {
        using var stream = new GZipStream(File.Create(At(name)), CompressionLevel.Fastest);
        stream.Write(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
    }
}
