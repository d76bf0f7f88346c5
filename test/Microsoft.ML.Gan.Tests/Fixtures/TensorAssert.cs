using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests;

internal static class TensorAssert
{
    /// <summary>Same shape, and no value differs by more than the tolerance.</summary>
    public static void AreClose(Tensor expected, Tensor actual, double tolerance, string what = "The tensor")
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape, $"{what} has another shape.");
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var difference = (expected.to(ScalarType.Float64) - actual.to(ScalarType.Float64)).abs().max().item<double>();
        Assert.IsTrue(difference <= tolerance, $"{what} differs by up to {difference:G3}, more than {tolerance:G3}.");
    }

    /// <summary>Same shape, and every value has the same bits, whatever the order in memory.</summary>
    public static void AreIdentical(Tensor expected, Tensor actual, string what = "The tensor")
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape, $"{what} has another shape.");
        CollectionAssert.AreEqual(BytesOf(expected), BytesOf(actual), $"{what} is not the same, bit for bit.");
    }

    /// <summary>The values' bytes in the order of the shape.</summary>
    public static byte[] BytesOf(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().contiguous().bytes.ToArray();
    }
}
