using ConvertWeights;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Tools;

/// <summary>Files of PyTorch's own (torch_fixtures.py), and the command.</summary>
[TestClass]
public sealed class ConvertWeightsTests : IDisposable
{
    private readonly TorchFiles _torch = new();

    public void Dispose() => _torch.Dispose();

    [TestMethod]
    [DataRow("zip.pth")]
    [DataRow("legacy.pth")]
    public void Convert_gives_py_torchs_numbers(string file)
    {
        using var scope = NewDisposeScope();

        var tensors = _torch.Convert(TorchFiles.PathOf(file)).Tensors;

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
    public void Convert_with_key_takes_that_dictionary_and_joins_names()
    {
        using var scope = NewDisposeScope();

        var tensors = _torch.Convert(TorchFiles.PathOf("zip.pth"), "--key", "other").Tensors;

        Assert.AreEqual("inner.weight", tensors.Keys.Single());
        AssertIs(ones(2), tensors["inner.weight"]);
    }

    [TestMethod]
    public void Convert_pickle_made_by_hand_is_read_when_it_is_harmless()
    {
        using var scope = NewDisposeScope();

        var tensors = _torch.Convert(_torch.WriteZip(TorchFiles.Dictionary(TorchFiles.Pair()), [0, 0, 128, 63, 0, 0, 0, 64])).Tensors;

        AssertIs(tensor(new float[] { 1, 2 }), tensors["w"]);
    }

    [TestMethod]
    public void Run_without_arguments_shows_the_usage_and_fails()
    {
        var error = new StringWriter();

        Assert.AreEqual(Program.Misused, Program.Run([], TextWriter.Null, error));

        StringAssert.Contains(error.ToString(), "usage: ConvertWeights", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Run_help_shows_the_usage()
    {
        var output = new StringWriter();

        Assert.AreEqual(Program.Done, Program.Run(["--help"], output, TextWriter.Null));

        StringAssert.Contains(output.ToString(), "--key NAME", StringComparison.Ordinal);
    }

    private static void AssertIs(Tensor expected, Tensor actual)
    {
        Assert.AreEqual(expected.dtype, actual.dtype);
        CollectionAssert.AreEqual(expected.shape, actual.shape);
        TensorAssert.AreIdentical(expected, actual);
    }
}
