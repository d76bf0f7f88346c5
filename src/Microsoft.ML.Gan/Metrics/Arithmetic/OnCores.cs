using System.Runtime.ExceptionServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>
/// Runs independent pieces of work, two at a time on a CPU: while one is in BLAS, the other compares and sorts. On a GPU they run one
/// after the other.
/// </summary>
internal static class OnCores
{
    /// <summary>Runs every piece once, without gradients and in a dispose scope of its own.</summary>
    public static void For(long count, Device device, Action<int> piece, CancellationToken cancellation = default)
    {
        var workers = device.type == DeviceType.CPU ? Math.Min(2, Environment.ProcessorCount) : 1;
        try
        {
            Parallel.For(0, (int)count, new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation }, i =>
            {
                using var scope = NewDisposeScope();
                using var noGradient = no_grad();
                piece(i);
            });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
