using System.IO.Compression;
using System.Text;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Persistence;

/// <summary>Files in place of a GAN's: the error names the file, what it is, and what to do.</summary>
[TestClass]
public sealed class GanFileWrongFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(seed: 1);

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DynamicData(nameof(WrongFiles.All), typeof(WrongFiles))]
    public void LoadGan_other_kind_of_file_is_named(string name, byte[] content, string message) => AssertRefused(name, content, message);

    [TestMethod]
    public void LoadGan_weights_alone_says_what_is_missing() =>
        AssertRefused("model.safetensors", Parts.OfTiny().Content[Parts.Weights], "weights without the description of their networks");

    [TestMethod]
    public void LoadGan_py_torchs_file_says_what_it_is() => AssertRefused("generator.pth", WrongFiles.TorchZip(), "PyTorch's torch.save");

    [TestMethod]
    public void LoadGan_archive_of_num_py_says_what_it_is() => AssertRefused("arrays.npz", WrongFiles.Zip("arr_0.npy"), "NumPy arrays (.npz)");

    [TestMethod]
    public void LoadGan_zip_of_the_folder_says_how_to_load_it() =>
        AssertRefused("packed.zip", WrongFiles.Zip("tiny/model_index.json", "tiny/generator/config.json"), "Unpack it and load the folder");

    [TestMethod]
    public void LoadGan_cut_short_says_copy_it_again() =>
        AssertRefused("short.gan", Parts.TinyFile[..(Parts.TinyFile.Length / 2)], "the list of its contents, at the end, is missing or damaged. Copy or download it again.");

    [TestMethod]
    public void LoadGan_compressed_with_gzip_says_unpack() => AssertRefused("tiny.gan.gz", WrongFiles.Gzip(Parts.TinyFile), "Unpack it first");

    [TestMethod]
    public void LoadGan_part_whose_compression_is_unknown_says_how_to_pack_it()
    {
        var file = Parts.OfTiny().ToFile(CompressionLevel.Optimal);
        // The method of each entry, in its own header and in the list at the end: 14 is LZMA.
        for (var at = 0; at < file.Length - 12; at++)
        {
            if (file.AsSpan(at, 4).SequenceEqual("PK\u0003\u0004"u8))
                file[at + 8] = 14;
            else if (file.AsSpan(at, 4).SequenceEqual("PK\u0001\u0002"u8))
                file[at + 10] = 14;
        }

        AssertRefused("lzma.gan", file, "pack it as an ordinary zip");
    }

    [TestMethod]
    public void LoadGan_json_that_was_edited_says_where_it_is_wrong()
    {
        AssertRefused("comma.gan", Parts.OfTiny().Replace(Parts.Index, "{\n  \"library\": \"Microsoft.ML.Gan\",\n}").ToFile(), "it is not valid JSON (line 3, byte 1)");
        AssertRefused(
            "type.gan", Parts.OfTiny().Edit(Parts.Index, index => index["model"]!["seed"] = "one").ToFile(), "the value of 'seed' is not of the type that belongs there");
        AssertRefused("missing.gan", Parts.OfTiny().Edit(Parts.Index, index => index["model"]!.AsObject().Remove("training")).ToFile(), "it lacks 'training'.");
    }

    [TestMethod]
    public void LoadGan_missing_file_says_where_it_may_be()
    {
        File.WriteAllBytes(_folder["Tiny.gan"], Parts.TinyFile);
        if (OperatingSystem.IsLinux())
            Assert.Contains("but there is 'Tiny.gan' in its folder: capital letters count", Missing(_folder["tiny.gan"]));
        Assert.Contains("no folder", Missing(_folder["none/tiny.gan"]));
        if (Path.DirectorySeparatorChar == '/')
            Assert.Contains("backslashes separate folders on Windows only", Missing("models\\tiny.gan"));
    }

    [TestMethod]
    [DataRow("https://example.org/tiny.gan", "this is an address")]
    [DataRow("\"tiny.gan\"", "the name has quotation marks")]
    [DataRow("tiny.gan\n", "blanks at its end")]
    [DataRow("~/tiny.gan", "'~' stands for the home folder in a shell only")]
    public void LoadGan_name_that_was_copied_says_what_is_wrong_with_it(string path, string message) => Assert.Contains(message, Missing(path));

    [TestMethod]
    public void LoadGan_another_folder_of_the_model_says_which_to_load()
    {
        Parts.OfTiny().Unpack(_folder["models/tiny"]);
        Directory.CreateDirectory(_folder["pipeline/TrainingInfo"]);
        File.WriteAllText(_folder["pipeline/TrainingInfo/Version.txt"], "5.0.1");
        Directory.CreateDirectory(_folder["empty"]);

        Assert.Contains($"Load '{_folder["models/tiny"]}'.", Refused(_folder["models"]));
        Assert.Contains($"Load '{_folder["models/tiny"]}'.", Refused(_folder["models/tiny/generator"]));
        Assert.Contains("load the folder with model_index.json in it", Refused(_folder["models/tiny/model_index.json"]));
        Assert.Contains("load the zip with mlContext.Model.Load", Refused(_folder["pipeline"]));
        Assert.Contains("model_index.json: the part is missing", Refused(_folder["empty"]));
    }

    [TestMethod]
    public void LoadGan_json_that_an_editor_on_windows_saved_loads_or_says_its_encoding()
    {
        var parts = Parts.OfTiny();
        parts.Unpack(_folder["tiny"]);
        File.WriteAllText(_folder["tiny/model_index.json"], parts.Text(Parts.Index), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        _ml.Model.LoadGan(_folder["tiny"]).Dispose();

        File.WriteAllText(_folder["tiny/model_index.json"], parts.Text(Parts.Index), Encoding.Unicode);
        Assert.Contains("it is UTF-16, and JSON is UTF-8", Refused(_folder["tiny"]));
    }

    [TestMethod]
    public void SaveAs_into_a_folder_that_is_not_there_names_the_file()
    {
        using var transformer = _ml.Model.LoadGan(new MemoryStream(Parts.TinyFile));

        var error = Assert.ThrowsExactly<DirectoryNotFoundException>(() => transformer.SaveAs(_folder["none/tiny.gan"]));

        StringAssert.Contains(error.Message, "tiny.gan' cannot be written: there is no folder", StringComparison.Ordinal);
    }

    private string Missing(string path) => Assert.ThrowsExactly<FileNotFoundException>(() => _ml.Model.LoadGan(path)).Message;

    private string Refused(string path) => Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.LoadGan(path)).Message;

    private void AssertRefused(string name, byte[] content, string message)
    {
        File.WriteAllBytes(_folder[name], content);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.LoadGan(_folder[name]));

        StringAssert.StartsWith(error.Message, $"The file '{_folder[name]}' is not a GAN that can be loaded: ", StringComparison.Ordinal);
        StringAssert.Contains(error.Message, message, StringComparison.Ordinal);
    }
}
