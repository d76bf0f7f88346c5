using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>Other or damaged files instead of IDX files: the error names the file, its kind, and what to do.</summary>
[TestClass]
public sealed class IdxWrongFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(seed: 1);

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DynamicData(nameof(WrongFiles.All), typeof(WrongFiles))]
    public void Load_other_kind_of_file_is_named(string name, byte[] content, string message)
    {
        // An IDX file begins with zeros too; only the type is wrong.
        var expected = name == "zeros" ? "is not an IDX file of bytes" : message;

        AssertRefused(Write(name, content), expected);
        if (content.Length > 0)
            AssertRefused(Write(name + ".gz", WrongFiles.Gzip(content)), expected);
    }

    [TestMethod]
    [DataRow("00000D03 00000001 00000001 00000001 00000000", "its numbers are of another type. Save it with unsigned bytes")]
    [DataRow("00000805 00000001", "more dimensions than those of images")]
    [DataRow("03080000 02000000 01000000 01000000 0001", "the bytes of its header are in reverse")]
    [DataRow("00000803 02000000 00000001 00000001 0001", "its sizes were written in reverse")]
    [DataRow("00000803 02000000 01000000 01000000 0001", "they were written in reverse")]
    public void Load_idx_of_another_kind_says_how_to_save_it(string hex, string message) =>
        AssertRefused(Write("images", Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))), message);

    [TestMethod]
    public void Load_zip_and_tar_say_unpack()
    {
        AssertRefused(Write("archive.zip", WrongFiles.Zip("train-images-idx3-ubyte")), "it is a zip");
        var tar = new byte[1024];
        Encoding.ASCII.GetBytes("train-images").CopyTo(tar, 0);
        Encoding.ASCII.GetBytes("ustar").CopyTo(tar, 257);
        AssertRefused(Write("images.tar.gz", WrongFiles.Gzip(tar)), "tar archive. Unpack it first");
    }

    [TestMethod]
    public void Read_gzip_with_one_flipped_byte_names_the_file_and_the_cause()
    {
        var file = Write("flipped-images.gz", File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "flipped-images.gz")));
        var data = _ml.Data.LoadFromIdx(file);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => data.GetColumn<MLImage>("Image").Count());

        Assert.AreEqual($"'{file}' is damaged: it is compressed with gzip, and cannot be unpacked. Copy or download it again.", error.Message);
    }

    [TestMethod]
    public void Read_gzip_that_is_cut_short_names_the_file()
    {
        var whole = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "flipped-images.gz"));
        var file = Write("short.gz", whole[..3000]);
        var data = _ml.Data.LoadFromIdx(file);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => data.GetColumn<MLImage>("Image").Count());

        StringAssert.StartsWith(error.Message, $"'{file}' ", StringComparison.Ordinal);
        StringAssert.EndsWith(error.Message, "Copy or download it again.", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Load_images_and_labels_exchanged_says_so()
    {
        IdxFile.WriteImages(_folder["images"], [new byte[1]], new ImageShape(1, 1, 1));
        IdxFile.WriteLabels(_folder["labels"], [1]);

        AssertRefused(_folder["labels"], "may be exchanged");
        Assert.Contains("may be exchanged", Assert.ThrowsExactly<InvalidDataException>(() => _ml.Data.LoadFromIdx(_folder["images"], _folder["images"])).Message);
    }

    [TestMethod]
    public void Load_one_column_for_both_is_refused()
    {
        IdxFile.WriteImages(_folder["images"], [new byte[1]], new ImageShape(1, 1, 1));
        IdxFile.WriteLabels(_folder["labels"], [1]);

        Assert.Contains(
            "cannot both be the column 'A'", Assert.ThrowsExactly<ArgumentException>(() => _ml.Data.LoadFromIdx(_folder["images"], _folder["labels"], "A", "A")).Message);
    }

    [TestMethod]
    public void Load_folder_is_named() => AssertRefused(_folder["."], "is a folder");

    [TestMethod]
    public void Load_name_without_its_extension_says_what_there_is()
    {
        Write("train-images-idx3-ubyte.gz", [1]);

        var error = Assert.ThrowsExactly<FileNotFoundException>(() => _ml.Data.LoadFromIdx(_folder["train-images-idx3-ubyte"]));

        StringAssert.Contains(error.Message, "but there is 'train-images-idx3-ubyte.gz' in its folder", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Write_into_a_folder_that_is_not_there_names_the_file()
    {
        var error = Assert.ThrowsExactly<DirectoryNotFoundException>(() => IdxFile.WriteLabels(_folder["none/labels.gz"], [1]));

        StringAssert.Contains(error.Message, "labels.gz' cannot be written: there is no folder", StringComparison.Ordinal);
    }

    private string Write(string name, byte[] content)
    {
        File.WriteAllBytes(_folder[name], content);
        return _folder[name];
    }

    private void AssertRefused(string file, string message)
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => _ml.Data.LoadFromIdx(file));
        StringAssert.Contains(error.Message, file, StringComparison.Ordinal);
        StringAssert.Contains(error.Message, message, StringComparison.Ordinal);
    }
}
