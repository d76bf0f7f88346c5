using System.IO.Compression;
using System.Text;
using ConvertWeights;

namespace Microsoft.ML.Gan.Tests.Tools;

/// <summary>Files that mean harm, and damaged ones: refused with a message; nothing is run, and memory and time stay small.</summary>
[TestClass]
public sealed class ConvertWeightsHostileTests : IDisposable
{
    private const int Mutations = 400;
    private const long MemoryOfOne = 1L << 30;

    private readonly TorchFiles _torch = new();

    public required TestContext TestContext { get; set; }

    public void Dispose() => _torch.Dispose();

    [TestMethod]
    [DataRow("posix", "system")]
    [DataRow("builtins", "eval")]
    [DataRow("torch", "load")]
    public void Convert_file_that_calls_python_is_refused_by_name_and_runs_nothing(string module, string name)
    {
        var proof = _torch["proof"];
        var command = $"touch {proof}";
        var call = $"c{module}\n{name}\n(U{(char)command.Length}{command}tR";

        _torch.AssertRefused(_torch.WriteZip(TorchFiles.Dictionary(call)), $"'{module}.{name}'");
        _torch.AssertRefused(_torch.WriteLegacy(TorchFiles.Dictionary(call)), $"'{module}.{name}'");
        Assert.IsFalse(File.Exists(proof));
    }

    [TestMethod]
    public void Convert_name_from_the_stack_is_refused_too() =>
        _torch.AssertRefused(_torch.WriteZip(TorchFiles.Dictionary("\u008c\u0005posix\u008c\u0006system\u0093")), "'posix.system'");

    [TestMethod]
    [DataRow("zip.pth")]
    [DataRow("legacy.pth")]
    public void Convert_file_that_is_cut_short_is_refused_wherever_it_ends(string file)
    {
        var whole = File.ReadAllBytes(TorchFiles.PathOf(file));
        for (var length = 0; length < whole.Length; length += 1 + (whole.Length / 60))
        {
            _torch.AssertRefused(_torch.WriteBytes("short.pth", whole[..length]), "");
        }
    }

    [TestMethod]
    public void Convert_storage_larger_than_the_file_is_refused_before_memory_is_asked_for() => _torch.AssertRefused(
        _torch.WriteZip(TorchFiles.Dictionary(TorchFiles.TensorOf("\u008a\u0006\0\0\0\0\0\u0001", "K\0", "K\u0001", "K\u0001")), [0, 0, 0, 0]), "needs 4398046511104 bytes");

    [TestMethod]
    public void Convert_shape_beyond_the_storage_is_refused() => _torch.AssertRefused(
        _torch.WriteZip(TorchFiles.Dictionary(TorchFiles.TensorOf("K\u0001", "K\0", "K\u0002", "K\u0001")), [0, 0, 0, 0]), "reaches number 1 of a storage of 1");

    [TestMethod]
    public void Convert_number_repeated_to_terabytes_is_refused() => _torch.AssertRefused(
        _torch.WriteZip(TorchFiles.Dictionary(TorchFiles.TensorOf("K\u0001", "K\0", "\u008a\u0006\0\0\0\0\0\u0001", "K\0")), [0, 0, 0, 0]), "cannot mean");

    [TestMethod]
    public void Convert_text_longer_than_the_file_is_refused() => _torch.AssertRefused(_torch.WriteZip("X\u00ff\u00ff\u00ff\u00ff"), "cut short");

    [TestMethod]
    public void Convert_big_endian_file_is_refused() => _torch.AssertRefused(_torch.WriteZip(TorchFiles.Dictionary("N"), order: "big"), "big-endian");

    [TestMethod]
    public void Convert_dictionary_within_itself_is_refused() => _torch.AssertRefused(_torch.WriteZip("}q\0U\u0001wh\0s."), "too deeply");

    [TestMethod]
    public void Convert_file_that_pretends_to_unpack_to_gigabytes_is_refused()
    {
        var file = _torch.WriteZip(TorchFiles.Dictionary(TorchFiles.Pair()), new byte[200 << 20], CompressionLevel.Optimal);

        _torch.AssertRefused(file, "which no weights do");
    }

    [TestMethod]
    public void Convert_millions_of_empty_dictionaries_are_refused() => _torch.AssertRefused(_torch.WriteZip(new string('}', 60 << 20)), "more values than");

    [TestMethod]
    public void Convert_one_list_made_a_dictionary_again_and_again_is_refused()
    {
        // 10,000 pairs, given to OrderedDict 10,000 times: 100 million entries, of a file of 130 KB.
        var pairs = "](" + string.Concat(Enumerable.Repeat("K\u0001K\u0001\u0086", 10_000)) + "eq\u0001";
        var calls = string.Concat(Enumerable.Repeat("h\u0002h\u0001\u0085R", 10_000));

        _torch.AssertRefused(_torch.WriteZip($"{pairs}ccollections\nOrderedDict\nq\u0002{calls}."), "more values than");
    }

    [TestMethod]
    public void Convert_keys_of_one_hash_take_no_longer_than_others()
    {
        // Of each key both halves are the same number, so that .NET's hash of it is zero.
        var pickle = new StringBuilder("}(");
        for (var number = 0; number < 300_000; number++)
        {
            var half = Encoding.Latin1.GetString(BitConverter.GetBytes(number));
            pickle.Append("\u008a\u0008").Append(half).Append(half).Append('N');
        }

        _torch.AssertRefused(_torch.WriteZip(pickle.Append("u.").ToString()), "holds no tensors");
    }

    [TestMethod]
    public void Convert_call_within_calls_is_not_followed()
    {
        // A tensor subclass whose rebuilding function is the one that rebuilds subclasses, 200,000 times in each other.
        var arguments = string.Concat(Enumerable.Repeat("(h\u0001N", 200_000)) + ")" + string.Concat(Enumerable.Repeat("Nt", 200_000));

        _torch.AssertRefused(_torch.WriteZip(TorchFiles.Dictionary($"ctorch._tensor\n_rebuild_from_type_v2\nq\u0001{arguments}R")), "holds no tensors");
    }

    [TestMethod]
    public void Convert_names_of_the_file_cannot_command_a_terminal()
    {
        var error = new StringWriter();

        Program.Run([_torch.WriteZip("}(U\u0005\u001b[31mK\u0001U\u0001w" + TorchFiles.Pair() + "u.", new byte[8]), _torch.Output], TextWriter.Null, error);

        StringAssert.Contains(error.ToString(), "'?[31m' (a number)", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Convert_mutated_file_is_converted_or_refused()
    {
        string[] originals = ["beside.pth", "beside-4.pth", "beside-legacy.pth", "module.pth", "optimizer.pth", "repacked.pth", "legacy.pth"];
        var (converted, refused, largest) = (0, 0, 0L);
        for (var number = 0; number < Mutations; number++)
        {
            var mutated = new Persistence.Mutator(number).Bytes(File.ReadAllBytes(TorchFiles.PathOf(originals[number % originals.Length])));
            var file = _torch.WriteBytes("mutated.pth", number % 2 == 0 ? mutated : WithMutatedPickle(originals[number % originals.Length], number));
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                _ = Program.Run([file, _torch.Output], TextWriter.Null, TextWriter.Null) == Program.Done ? converted++ : refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"Mutation {number}: {e}");
            }

            largest = Math.Max(largest, GC.GetAllocatedBytesForCurrentThread() - allocated);
        }

        TestContext.WriteLine($"{Mutations} mutated files: {converted} converted, {refused} refused; at most {largest >> 20} MiB allocated for one.");
        Assert.AreEqual(Mutations, converted + refused);
        Assert.IsLessThan(MemoryOfOne, largest);
    }

    /// <summary>The zip is whole, and the pickle in it is not.</summary>
    private static byte[] WithMutatedPickle(string name, int number)
    {
        var original = File.ReadAllBytes(TorchFiles.PathOf(name));
        if (original[0] != 'P')
            return new Persistence.Mutator(number).Bytes(original);
        using var copy = new MemoryStream();
        using (var zip = new ZipArchive(new MemoryStream(original)))
        using (var target = new ZipArchive(copy, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in zip.Entries)
            {
                using var content = entry.Open();
                using var bytes = new MemoryStream();
                content.CopyTo(bytes);
                using var written = target.CreateEntry(entry.FullName).Open();
                written.Write(entry.Name == "data.pkl" ? new Persistence.Mutator(number).Bytes(bytes.ToArray()) : bytes.ToArray());
            }
        }

        return copy.ToArray();
    }
}
