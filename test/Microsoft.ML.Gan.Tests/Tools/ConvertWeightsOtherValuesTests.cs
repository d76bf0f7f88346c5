using System.IO.Compression;
using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Tools;

/// <summary>What training programs save beside the weights is left out with a note; the weights are converted.</summary>
[TestClass]
public sealed class ConvertWeightsOtherValuesTests : IDisposable
{
    private readonly TorchFiles _torch = new();

    public void Dispose() => _torch.Dispose();

    [TestMethod]
    [DataRow("plain.pth", null, "")]
    [DataRow("namespace.pth", "g_ema", "'args' (argparse.Namespace), 'ada_aug_p' (a number)")]
    [DataRow("numpy-scalar.pth", null, "'best_fid' (numpy.core.multiarray.scalar)")]
    [DataRow("bytes.pth", null, "'commit' (bytes), 'more' (__builtin__.bytearray)")]
    [DataRow("dtype-device.pth", null, "'dtype' (torch.float32), 'device' (torch.device)")]
    [DataRow("optimizer.pth", null, "'optimizer' (the state of an optimizer with 6 tensors)")]
    [DataRow("repacked.pth", null, "")]
    public void Convert_weights_beside_other_values_are_converted_and_the_rest_is_listed(string file, string? key, string omitted)
    {
        using var scope = NewDisposeScope();

        var (tensors, notes) = _torch.Convert(TorchFiles.PathOf(file), key is null ? [] : ["--key", key]);

        CollectionAssert.AreEquivalent(new[] { "conv.weight", "conv.bias", "bn.num_batches_tracked" }, tensors.Keys.ToArray());
        CollectionAssert.AreEqual(new long[] { 2, 3, 3, 3 }, tensors["conv.weight"].shape);
        Assert.AreEqual(-1.5256f, tensors["conv.weight"][0, 0, 0, 0].item<float>(), 1e-4f);
        TensorAssert.AreClose(tensor(new[] { 1.1120f, 2.2174f }), tensors["conv.bias"], 1e-4);
        Assert.AreEqual(7, tensors["bn.num_batches_tracked"].item<long>());
        StringAssert.Contains(notes, omitted, StringComparison.Ordinal);
        Assert.AreEqual(omitted.Length == 0, notes.Length == 0, notes);
    }

    [TestMethod]
    [DataRow("beside.pth")]
    [DataRow("beside-4.pth")]
    [DataRow("beside-legacy.pth")]
    public void Convert_values_of_every_kind_are_left_out_and_counted(string file)
    {
        var notes = _torch.Run(TorchFiles.PathOf(file));

        // The weights are in subclasses of dict; the state of torch's generator is a tensor like any other.
        var header = Header();
        foreach (var name in new[] { "\"model.weight\"", "\"model.deeper.bias\"", "\"5\"", "\"torch_state\"", "\"half_complex\":{\"dtype\":\"C64\"" })
            StringAssert.Contains(header, name, StringComparison.Ordinal);
        Assert.DoesNotContain("optimizer", header);
        foreach (var note in new[]
        {
            "2 entries whose keys are neither texts nor whole numbers", "'optimizer' (the state of an optimizer with 12 tensors)", "'schedule' (a dictionary)",
            "'args' (argparse.Namespace)", "'array' (a NumPy array: torch.from_numpy makes a tensor of it)", "and 11 more",
        })
        {
            StringAssert.Contains(notes, note, StringComparison.Ordinal);
        }
    }

    [TestMethod]
    public void Convert_key_within_keys_takes_that_dictionary()
    {
        using var scope = NewDisposeScope();

        var (tensors, notes) = _torch.Convert(TorchFiles.PathOf("beside.pth"), "--key", "model.deeper");

        Assert.AreEqual("bias", tensors.Keys.Single());
        StringAssert.Contains(notes, "'model.weight' (a tensor)", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Convert_key_of_an_optimizer_takes_its_tensors()
    {
        using var scope = NewDisposeScope();

        var (tensors, _) = _torch.Convert(TorchFiles.PathOf("optimizer.pth"), "--key", "optimizer");

        CollectionAssert.AreEqual(new long[] { 2, 3 }, tensors["state.0.exp_avg"].shape);
    }

    [TestMethod]
    public void Convert_unknown_key_says_which_there_are() =>
        _torch.AssertRefused(TorchFiles.PathOf("beside.pth"), "The file has no dictionary 'generator'. It has 'model', 'optimizer', 'schedule'", "--key", "generator");

    [TestMethod]
    [DataRow("module.pth", "net")]
    [DataRow("module-alone.pth", null)]
    public void Convert_whole_module_gives_its_state_dict(string file, string? key)
    {
        using var scope = NewDisposeScope();

        var (tensors, _) = _torch.Convert(TorchFiles.PathOf(file), key is null ? [] : ["--key", key]);

        // Without the buffer that is not persistent and the parameter that is None; the tied weight has both its names.
        CollectionAssert.AreEquivalent(
            new[]
            {
                "scale", "kept", "body.0.weight", "body.0.bias", "body.1.weight", "body.1.bias", "body.1.running_mean", "body.1.running_var",
                "body.1.num_batches_tracked", "tail.weight",
            },
            tensors.Keys.ToArray());
        TensorAssert.AreIdentical(arange(6, dtype: ScalarType.Float32).view(3, 2) / 8, tensors["body.0.weight"]);
        TensorAssert.AreIdentical(tensors["body.0.weight"], tensors["tail.weight"]);
    }

    [TestMethod]
    public void Convert_several_networks_says_how_to_take_one()
    {
        var two = $"}}(U\u0001g}}U\u0001w{TorchFiles.Pair()}sU\u0001d}}U\u0001w{TorchFiles.Pair()}su.";
        using var scope = NewDisposeScope();

        var (tensors, notes) = _torch.Convert(_torch.WriteZip(two, new byte[8]));

        CollectionAssert.AreEquivalent(new[] { "g.w", "d.w" }, tensors.Keys.ToArray());
        StringAssert.Contains(notes, "'g', 'd'. --key NAME takes one entry", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Convert_type_without_storage_class_keeps_its_type()
    {
        const string Float8 =
            "ctorch._utils\n_rebuild_tensor_v3\n((X\a\0\0\0storagectorch.storage\nUntypedStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0004tQK\0(K\u0002K\u0002t(K\u0002K\u0001t\u0089Nctorch\nFLOAT\ntR";

        _torch.Run(_torch.WriteZip(TorchFiles.Dictionary(Float8.Replace("FLOAT", "float8_e5m2", StringComparison.Ordinal)), [1, 2, 3, 4]));

        StringAssert.Contains(Header(), "\"w\":{\"dtype\":\"F8_E5M2\",\"shape\":[2,2],\"data_offsets\":[0,4]}", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Convert_tensor_subclass_is_rebuilt_from_its_arguments()
    {
        var plain = TorchFiles.Pair();
        var inner = plain[plain.IndexOf('(', StringComparison.Ordinal)..^1];
        var pickle = $"ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._utils\n_rebuild_tensor_v2\ncmymodule\nImage\n{inner}}}tR";
        using var scope = NewDisposeScope();

        var (tensors, _) = _torch.Convert(_torch.WriteZip(TorchFiles.Dictionary(pickle), [0, 0, 128, 63, 0, 0, 0, 64]));

        TensorAssert.AreIdentical(tensor(new float[] { 1, 2 }), tensors["w"]);
    }

    [TestMethod]
    public void Convert_conjugate_view_is_left_out_rather_than_wrong()
    {
        var view = TorchFiles.Pair().Replace("\u0089)tR", "\u0089)}U\u0004conj\u0088stR", StringComparison.Ordinal);
        var file = _torch.WriteZip($"}}(U\u0001v{view}U\u0001w{TorchFiles.Pair()}u.", new byte[8]);
        using var scope = NewDisposeScope();

        var (tensors, notes) = _torch.Convert(file);

        Assert.AreEqual("w", tensors.Keys.Single());
        StringAssert.Contains(notes, "'v' (torch.Tensor (a conjugate or negative view))", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Convert_compressed_storage_gives_its_numbers()
    {
        using var scope = NewDisposeScope();

        var (tensors, _) = _torch.Convert(
            _torch.WriteZip(TorchFiles.Dictionary(TorchFiles.TensorOf("M\0\u0010", "K\0", "M\0\u0010", "K\u0001")), new byte[4 * 4096], CompressionLevel.Optimal));

        TensorAssert.AreIdentical(zeros(4096), tensors["w"]);
    }

    [TestMethod]
    public void Convert_wrong_checksum_is_noted()
    {
        var bytes = File.ReadAllBytes(_torch.WriteZip(TorchFiles.Dictionary(TorchFiles.Pair()), [1, 2, 3, 4, 5, 6, 7, 8]));
        bytes[bytes.AsSpan().IndexOf((byte[])[1, 2, 3, 4, 5, 6, 7, 8])]++;
        using var scope = NewDisposeScope();

        var (_, notes) = _torch.Convert(_torch.WriteBytes("damaged.pth", bytes));

        StringAssert.Contains(notes, "the checksum of 'archive/data/0' is not that of its numbers", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("N.", "holds None, not a dictionary")]
    [DataRow("]K\u0001a.", "holds a list of 1, not a dictionary")]
    [DataRow("}U\u0001aK\u0001s.", "The file holds no tensors. It holds 'a' (a number).")]
    public void Convert_nothing_to_convert_says_what_there_is(string pickle, string message) => _torch.AssertRefused(_torch.WriteZip(pickle), message);

    private string Header()
    {
        var bytes = File.ReadAllBytes(_torch.Output);
        return System.Text.Encoding.UTF8.GetString(bytes, 8, (int)BitConverter.ToInt64(bytes));
    }
}
