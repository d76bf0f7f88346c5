using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>
/// Counts live tensors: of this thread, or of the process if several threads work and none creates parameters, whose disposal TorchSharp does not
/// count there.
/// </summary>
internal static class LiveTensors
{
    public static long Count => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    public static long InProcess => Tensor.TotalCount;

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
