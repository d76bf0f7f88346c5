using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>How many tensors are alive in the process.</summary>
internal static class LiveTensors
{
    /// <summary>The count, once what earlier tests left to the garbage collector is gone.</summary>
    public static long Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }

    /// <summary>Asserts that as many are alive as before, without help from the garbage collector.</summary>
    public static void AssertBackAt(long before) => Assert.AreEqual(before, Tensor.TotalCount, "live tensors");
}
