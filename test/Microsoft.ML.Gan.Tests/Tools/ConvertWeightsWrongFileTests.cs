using System.Text;

namespace Microsoft.ML.Gan.Tests.Tools;

/// <summary>Files that are not of torch.save, and places that cannot be written to: what it is, and what to do.</summary>
[TestClass]
public sealed class ConvertWeightsWrongFileTests : IDisposable
{
    private readonly TorchFiles _torch = new();

    public void Dispose() => _torch.Dispose();

    [TestMethod]
    [DataRow("", "it is empty")]
    [DataRow("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "Run 'git lfs pull'")]
    [DataRow("\n<!DOCTYPE html><html>", "web page (HTML)")]
    [DataRow("\u00ef\u00bb\u00bf<html>", "web page (HTML)")]
    [DataRow("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "XML text, with which servers report errors")]
    [DataRow("{\"weight_map\": {}}", "JSON text")]
    [DataRow("a,b\n1,2\n", "comma-separated values) that begins with 'a,b'")]
    [DataRow("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "nothing but zeros")]
    [DataRow("\u0093NUMPY\u0001\0", "NumPy array (.npy)")]
    [DataRow("\u0089HDF\r\n\u001a\n", "HDF5")]
    [DataRow("\u001f\u008b\b\0", "compressed with gzip")]
    [DataRow("\u0010\0\0\0\0\0\0\0{\"w\":{\"dtype\":\"", "a safetensors file already")]
    [DataRow("\u0080\u0004}.", "neither a zip nor a pickle of torch.save")]
    [DataRow("\u0001\u0002\u0003\u0004", "neither a zip nor a pickle of torch.save")]
    public void Convert_other_kind_of_file_is_named(string content, string message) =>
        _torch.AssertRefused(_torch.WriteBytes("wrong.pth", Encoding.Latin1.GetBytes(content)), message);

    [TestMethod]
    public void Convert_zip_that_is_cut_short_says_so() =>
        _torch.AssertRefused(_torch.WriteBytes("short.pth", File.ReadAllBytes(TorchFiles.PathOf("zip.pth"))[..^100]), "it is cut short. Copy or download it again");

    [TestMethod]
    public void Convert_archive_of_num_py_is_named()
    {
        using (var zip = new System.IO.Compression.ZipArchive(File.Create(_torch["arrays.pth"]), System.IO.Compression.ZipArchiveMode.Create))
            _ = zip.CreateEntry("arr_0.npy");

        _torch.AssertRefused(_torch["arrays.pth"], "an archive of NumPy arrays (.npz)");
    }

    [TestMethod]
    public void Convert_folder_is_named() => _torch.AssertRefused(Path.GetDirectoryName(_torch.Output)!, "This is a folder");

    [TestMethod]
    public void Convert_missing_file_is_named() => _torch.AssertRefused(_torch["missing.pth"], "missing.pth");

    [TestMethod]
    public void Convert_onto_itself_is_refused_and_the_file_stays()
    {
        var file = _torch.WriteBytes("same.pth", File.ReadAllBytes(TorchFiles.PathOf("plain.pth")));
        var error = new StringWriter();

        Assert.AreEqual(ConvertWeights.Program.Failed, ConvertWeights.Program.Run([file, file], TextWriter.Null, error));

        StringAssert.Contains(error.ToString(), "would replace the input", StringComparison.Ordinal);
        CollectionAssert.AreEqual(File.ReadAllBytes(TorchFiles.PathOf("plain.pth")), File.ReadAllBytes(file));
    }

    [TestMethod]
    public void Convert_into_a_folder_that_is_not_there_names_the_output()
    {
        var error = new StringWriter();

        Assert.AreEqual(ConvertWeights.Program.Failed, ConvertWeights.Program.Run([TorchFiles.PathOf("plain.pth"), _torch["none/out.safetensors"]], TextWriter.Null, error));

        StringAssert.Contains(error.ToString(), "out.safetensors' cannot be written: its folder does not exist", StringComparison.Ordinal);
    }
}
