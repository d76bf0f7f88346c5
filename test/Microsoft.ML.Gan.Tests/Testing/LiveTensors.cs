using TorchSharp;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>
/// How many tensors of this thread are alive. (TorchSharp's count of the whole process, <c>Tensor.TotalCount</c>, forgets to
/// count down for every parameter.)
/// </summary>
internal static class LiveTensors
{
    public static long Count => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    /// <summary>The count, once what earlier tests left to the garbage collector is gone.</summary>
    public static long Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Count;
    }

    /// <summary>Asserts that as many are alive as before, without help from the garbage collector.</summary>
    public static void AssertBackAt(long before) => Assert.AreEqual(before, Count, "live tensors");
}
