using System.IO.Compression;
using System.Text;
using ConvertWeights;
using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Tools;

/// <summary>Files of PyTorch's own (torch_fixtures.py), and files that mean harm.</summary>
[TestClass]
public sealed class ConvertWeightsTests : IDisposable
{
    /// <summary>The pickle of {"w": a tensor of 1 float in storage '0'}, its numbers to be put in.</summary>
    private const string Rebuild = "ctorch._utils\n_rebuild_tensor_v2\n((X\a\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpu{0}tQ{1}({2}t({3}t\u0089)tR";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("zip.pth")]
    [DataRow("legacy.pth")]
    public void Convert_GivesPyTorchsNumbers(string file)
    {
        using var scope = NewDisposeScope();

        var tensors = Read(Here(file));

        Assert.HasCount(16, tensors);
        var grid = arange(24, dtype: ScalarType.Float32).view(2, 3, 4);
        AssertIs(grid, tensors["grid"]);
        AssertIs(grid.transpose(0, 2).contiguous(), tensors["transposed"]);
        AssertIs(tensor(new float[] { 16, 18, 20, 22 }).view(2, 2), tensors["slice"]);
        AssertIs(tensor(new float[] { 7, 7, 7 }), tensors["repeated"]);
        AssertIs(tensor(new[] { 0.5f, -0.5f }), tensors["parameter"]);
        AssertIs(tensor(3.25f), tensors["scalar"]);
        CollectionAssert.AreEqual(new long[] { 0, 5 }, tensors["nothing"].shape);
        AssertIs(tensor(new[] { 0.1, -2.5 }), tensors["double"]);
        AssertIs(tensor(new[] { 0.5f, -65504 }).to(ScalarType.Float16), tensors["half"]);
        AssertIs(tensor(new[] { 1.5f, -3 }).to(ScalarType.BFloat16), tensors["brain"]);
        AssertIs(tensor(new[] { -1, 1L << 62 }), tensors["long"]);
        AssertIs(tensor(new[] { 7, -8 }), tensors["int"]);
        AssertIs(tensor(new short[] { -300 }), tensors["short"]);
        AssertIs(tensor(new sbyte[] { -128, 127 }), tensors["char"]);
        AssertIs(tensor(new byte[] { 0, 255 }), tensors["byte"]);
        AssertIs(tensor(new[] { true, false, true }), tensors["bool"]);
    }

    [TestMethod]
    public void Convert_WithKey_TakesThatDictionaryAndJoinsNames()
    {
        using var scope = NewDisposeScope();

        var tensors = Read(Here("zip.pth"), "--key", "other");

        Assert.AreEqual("inner.weight", tensors.Keys.Single());
        AssertIs(ones(2), tensors["inner.weight"]);
    }

    [TestMethod]
    public void Convert_PickleMadeByHand_IsReadWhenItIsHarmless()
    {
        using var scope = NewDisposeScope();

        var tensors = Read(WriteZip(Dictionary(Tensor("K\u0002", "K\0", "K\u0002", "K\u0001")), [0, 0, 128, 63, 0, 0, 0, 64]));

        AssertIs(tensor(new float[] { 1, 2 }), tensors["w"]);
    }

    [TestMethod]
    [DataRow("posix", "system")]
    [DataRow("builtins", "eval")]
    [DataRow("torch", "load")]
    public void Convert_FileThatCallsPython_IsRefusedByNameAndRunsNothing(string module, string name)
    {
        var proof = _folder["proof"];
        var command = $"touch {proof}";
        var call = $"c{module}\n{name}\n(U{(char)command.Length}{command}tR";

        AssertRefused(WriteZip(Dictionary(call)), $"'{module}.{name}'");
        AssertRefused(WriteLegacy(Dictionary(call)), $"'{module}.{name}'");
        Assert.IsFalse(File.Exists(proof));
    }

    [TestMethod]
    public void Convert_NameFromTheStack_IsRefusedToo() =>
        AssertRefused(WriteZip(Dictionary("\u008c\u0005posix\u008c\u0006system\u0093")), "'posix.system'");

    [TestMethod]
    [DataRow("zip.pth")]
    [DataRow("legacy.pth")]
    public void Convert_FileThatIsCutShort_IsRefusedWhereverItEnds(string file)
    {
        var whole = File.ReadAllBytes(Here(file));
        for (var length = 0; length < whole.Length; length += 1 + (whole.Length / 60))
        {
            File.WriteAllBytes(_folder["short.pth"], whole[..length]);
            AssertRefused(_folder["short.pth"], "");
        }
    }

    [TestMethod]
    public void Convert_StorageLargerThanTheFile_IsRefusedBeforeMemoryIsAskedFor() => AssertRefused(
        WriteZip(Dictionary(Tensor("\u008a\u0006\0\0\0\0\0\u0001", "K\0", "K\u0001", "K\u0001")), [0, 0, 0, 0]), "needs 4398046511104 bytes");

    [TestMethod]
    public void Convert_ShapeBeyondTheStorage_IsRefused() => AssertRefused(
        WriteZip(Dictionary(Tensor("K\u0001", "K\0", "K\u0002", "K\u0001")), [0, 0, 0, 0]), "reaches number 1 of a storage of 1");

    [TestMethod]
    public void Convert_NumberRepeatedToTerabytes_IsRefused() => AssertRefused(
        WriteZip(Dictionary(Tensor("K\u0001", "K\0", "\u008a\u0006\0\0\0\0\0\u0001", "K\0")), [0, 0, 0, 0]), "cannot mean");

    [TestMethod]
    public void Convert_TextLongerThanTheFile_IsRefused() => AssertRefused(WriteZip("X\u00ff\u00ff\u00ff\u00ff"), "cut short");

    [TestMethod]
    public void Convert_CompressedStorage_IsRefused() =>
        AssertRefused(WriteZip(Dictionary(Tensor("M\0\u0010", "K\0", "K\u0001", "K\u0001")), new byte[4 * 4096], CompressionLevel.Optimal), "is compressed");

    [TestMethod]
    public void Convert_BigEndianFile_IsRefused() => AssertRefused(WriteZip(Dictionary("N"), order: "big"), "big-endian");

    [TestMethod]
    public void Convert_DictionaryWithinItself_IsRefused() => AssertRefused(WriteZip("}q\0U\u0001wh\0s."), "too deeply");

    [TestMethod]
    public void Run_WithoutArguments_ShowsTheUsageAndFails()
    {
        var error = new StringWriter();

        Assert.AreEqual(Program.Misused, Program.Run([], TextWriter.Null, error));

        StringAssert.Contains(error.ToString(), "usage: ConvertWeights", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Run_Help_ShowsTheUsage()
    {
        var output = new StringWriter();

        Assert.AreEqual(Program.Done, Program.Run(["--help"], output, TextWriter.Null));

        StringAssert.Contains(output.ToString(), "--key NAME", StringComparison.Ordinal);
    }

    private static string Here(string file) => Path.Combine(AppContext.BaseDirectory, "Tools", file);

    private static void AssertIs(Tensor expected, Tensor actual)
    {
        Assert.AreEqual(expected.dtype, actual.dtype);
        CollectionAssert.AreEqual(expected.shape, actual.shape);
        TensorAssert.AreIdentical(expected, actual);
    }

    private static string Tensor(string count, string offset, string size, string stride) =>
        Rebuild.Replace("{0}", count, StringComparison.Ordinal).Replace("{1}", offset, StringComparison.Ordinal)
            .Replace("{2}", size, StringComparison.Ordinal).Replace("{3}", stride, StringComparison.Ordinal);

    private static string Dictionary(string value) => $"}}U\u0001w{value}s.";

    private IReadOnlyDictionary<string, Tensor> Read(string file, params string[] more)
    {
        var error = new StringWriter();
        Assert.AreEqual(Program.Done, Program.Run([file, _folder["out.safetensors"], .. more], TextWriter.Null, error), error.ToString());
        using var written = File.OpenRead(_folder["out.safetensors"]);
        return Safetensors.Read(written);
    }

    private void AssertRefused(string file, string message)
    {
        var error = new StringWriter();

        Assert.AreEqual(Program.Failed, Program.Run([file, _folder["refused.safetensors"]], TextWriter.Null, error));

        StringAssert.Contains(error.ToString(), message, StringComparison.Ordinal);
        Assert.IsEmpty(Directory.GetFiles(Path.GetDirectoryName(_folder["refused.safetensors"])!, "*refused*"), "something was left behind");
    }

    private string WriteZip(string pickle, byte[]? storage = null, CompressionLevel level = CompressionLevel.NoCompression, string order = "little")
    {
        using var zip = new ZipArchive(File.Create(_folder["hostile.pth"]), ZipArchiveMode.Create);
        void Add(string name, byte[] content, CompressionLevel compression)
        {
            using var entry = zip.CreateEntry("archive/" + name, compression).Open();
            entry.Write(content);
        }

        Add("data.pkl", Encoding.Latin1.GetBytes("\u0080\u0002" + pickle), CompressionLevel.NoCompression);
        Add("byteorder", Encoding.ASCII.GetBytes(order), CompressionLevel.NoCompression);
        if (storage is not null)
            Add("data/0", storage, level);
        return _folder["hostile.pth"];
    }

    private string WriteLegacy(string pickle)
    {
        const string Start = "\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.\u0080\u0002M\u00e9\u0003.\u0080\u0002}X\r\0\0\0little_endian\u0088s.";
        File.WriteAllBytes(_folder["hostile-old.pth"], Encoding.Latin1.GetBytes(Start + "\u0080\u0002" + pickle));
        return _folder["hostile-old.pth"];
    }
}
