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

    public static void AreIdentical(Tensor expected, Tensor actual, string what = "The tensor") =>
        CollectionAssert.AreEqual(expected.bytes.ToArray(), actual.bytes.ToArray(), $"{what} is not the same, bit for bit.");
}
