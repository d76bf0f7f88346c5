using System.Text;
using Microsoft.ML.Gan.Tests.Testing;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Persistence;

/// <summary>Files in place of safetensors, and files of the format that cannot be used: the error says what it is and what to do.</summary>
[TestClass]
public sealed class SafetensorsWrongFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DynamicData(nameof(WrongFiles.All), typeof(WrongFiles))]
    public void Read_other_kind_of_file_is_named_from_any_stream(string name, byte[] content, string message)
    {
        StringAssert.Contains(Error(content), message, StringComparison.Ordinal, name);
        StringAssert.Contains(Error(content, canSeek: false), message, StringComparison.Ordinal, name);
    }

    [TestMethod]
    public void Read_zip_or_gzip_is_named()
    {
        StringAssert.Contains(Error(WrongFiles.TorchZip()), "tools/ConvertWeights", StringComparison.Ordinal);
        StringAssert.Contains(Error(WrongFiles.Gzip(File.ReadAllBytes(Here("numpy.safetensors")))), "compressed with gzip. Unpack it first", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Read_type_of_the_format_that_has_no_use_says_so()
    {
        var error = Error(File.ReadAllBytes(Here("uint16.safetensors")));

        Assert.AreEqual(
            "The tensor 'w' is of the type U16, which the safetensors format has and this library does not use. Save it as float32 (tensor.float() in PyTorch), or leave it out.",
            error);
    }

    [TestMethod]
    public void Read_git_lfs_pointer_says_what_it_is() =>
        StringAssert.Contains(Error(File.ReadAllBytes(Here("lfs-pointer.safetensors"))), "is not a valid safetensors file: it is a Git LFS pointer", StringComparison.Ordinal);

    [TestMethod]
    public void Read_large_header_of_the_format_says_the_limit() =>
        StringAssert.Contains(Error([.. BitConverter.GetBytes(20_000_000L), (byte)'{']), "has 20000000 bytes, and at most 16777216 are read here", StringComparison.Ordinal);

    [TestMethod]
    public void Read_header_that_is_no_json_says_where()
    {
        var header = Encoding.UTF8.GetBytes("{\"w\": oops}");

        var error = Error([.. BitConverter.GetBytes((long)header.Length), .. header]);

        StringAssert.Contains(error, "it is not valid JSON (line 1, byte 7)", StringComparison.Ordinal);
    }

    [TestMethod]
    [DynamicData(nameof(WrongFiles.All), typeof(WrongFiles))]
    public void Load_inception_weights_of_another_kind_names_the_file(string name, byte[] content, string message) => AssertNotInception(name, content, message);

    [TestMethod]
    public void Load_inception_weights_as_py_torch_has_them_says_what_converts_them() => AssertNotInception("inception.pth", WrongFiles.TorchZip(), "tools/ConvertWeights");

    [TestMethod]
    public void Load_inception_weights_under_a_prefix_says_so()
    {
        using var scope = NewDisposeScope();
        using (var file = File.Create(_folder["prefixed.safetensors"]))
            Safetensors.Write(file, [("model.fc.weight", zeros(1))]);

        AssertNotInception("prefixed.safetensors", File.ReadAllBytes(_folder["prefixed.safetensors"]), "'model.fc.weight' is there: take 'model.' away");
    }

    private static string Here(string name) => Path.Combine(AppContext.BaseDirectory, "Persistence", name);

    private static string Error(byte[] content, bool canSeek = true)
    {
        using var stream = canSeek ? new MemoryStream(content) : (Stream)new BufferedStream(new OneWayStream(content));
        return Assert.ThrowsExactly<InvalidDataException>(() => Safetensors.Read(stream)).Message;
    }

    private void AssertNotInception(string name, byte[] content, string message)
    {
        File.WriteAllBytes(_folder[name], content);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => InceptionFeatures.Load(_folder[name], InceptionResize.TensorFlow1, InceptionPooling.Fid, CPU));

        StringAssert.Contains(error.Message, _folder[name], StringComparison.Ordinal);
        StringAssert.Contains(error.Message, message, StringComparison.Ordinal);
    }

    private sealed class OneWayStream(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
