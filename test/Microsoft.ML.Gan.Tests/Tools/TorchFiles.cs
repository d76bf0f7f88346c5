using System.IO.Compression;
using System.Text;
using ConvertWeights;
using Microsoft.ML.Gan.Tests.Testing;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Tools;

/// <summary>The tool on files of torch.save, PyTorch's own and those written by hand, in a folder of their own.</summary>
internal sealed class TorchFiles : IDisposable
{
    /// <summary>The pickle of a tensor of float in storage '0', its numbers to be put in.</summary>
    private const string Rebuild = "ctorch._utils\n_rebuild_tensor_v2\n((X\a\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpu{0}tQ{1}({2}t({3}t\u0089)tR";

    private readonly TemporaryFolder _folder = new();

    public string this[string name] => _folder[name];

    public string Output => _folder["out.safetensors"];

    public void Dispose() => _folder.Dispose();

    /// <summary>A file beside the tests.</summary>
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Tools", name);

    /// <summary>The instructions for a tensor; the arguments are instructions too.</summary>
    public static string TensorOf(string count, string offset, string size, string stride) =>
        Rebuild.Replace("{0}", count, StringComparison.Ordinal).Replace("{1}", offset, StringComparison.Ordinal)
            .Replace("{2}", size, StringComparison.Ordinal).Replace("{3}", stride, StringComparison.Ordinal);

    /// <summary>The instructions for the tensor of two numbers in a storage of two.</summary>
    public static string Pair() => TensorOf("K\u0002", "K\0", "K\u0002", "K\u0001");

    /// <summary>The pickle of a dictionary with one value, 'w'.</summary>
    public static string Dictionary(string value) => $"}}U\u0001w{value}s.";

    /// <summary>Converts a file that can be.</summary>
    public (IReadOnlyDictionary<string, Tensor> Tensors, string Notes) Convert(string file, params string[] more)
    {
        var notes = Run(file, more);
        using var written = File.OpenRead(Output);
        return (Safetensors.Read(written), notes);
    }

    /// <summary>Converts a file that can be, whose types the library may not read.</summary>
    public string Run(string file, params string[] more)
    {
        var notes = new StringWriter();
        Assert.AreEqual(Program.Done, Program.Run([file, Output, .. more], TextWriter.Null, notes), notes.ToString());
        return notes.ToString();
    }

    /// <summary>The tool does not convert the file, says why, and leaves nothing behind.</summary>
    public void AssertRefused(string file, string message, params string[] more)
    {
        var error = new StringWriter();

        Assert.AreEqual(Program.Failed, Program.Run([file, _folder["refused.safetensors"], .. more], TextWriter.Null, error));

        StringAssert.Contains(error.ToString(), message, StringComparison.Ordinal);
        StringAssert.StartsWith(error.ToString(), file + ": ", StringComparison.Ordinal);
        Assert.IsEmpty(Directory.GetFiles(Path.GetDirectoryName(_folder["refused.safetensors"])!, "*refused*"), "something was left behind");
    }

    /// <summary>A file in the newer format.</summary>
    public string WriteZip(string pickle, byte[]? storage = null, CompressionLevel level = CompressionLevel.NoCompression, string order = "little")
    {
        using var zip = new ZipArchive(File.Create(_folder["by-hand.pth"]), ZipArchiveMode.Create);
        void Add(string name, byte[] content)
        {
            using var entry = zip.CreateEntry("archive/" + name, level).Open();
            entry.Write(content);
        }

        Add("data.pkl", Encoding.Latin1.GetBytes("\u0080\u0002" + pickle));
        Add("byteorder", Encoding.ASCII.GetBytes(order));
        if (storage is not null)
            Add("data/0", storage);
        return _folder["by-hand.pth"];
    }

    /// <summary>A file in the format before PyTorch 1.6.</summary>
    public string WriteLegacy(string pickle)
    {
        const string Start = "\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.\u0080\u0002M\u00e9\u0003.\u0080\u0002}X\r\0\0\0little_endian\u0088s.";
        File.WriteAllBytes(_folder["by-hand-old.pth"], Encoding.Latin1.GetBytes(Start + "\u0080\u0002" + pickle));
        return _folder["by-hand-old.pth"];
    }

    public string WriteBytes(string name, byte[] content)
    {
        File.WriteAllBytes(_folder[name], content);
        return _folder[name];
    }
}
