using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>Checks and means of feature vectors. Float64 copies are made of a block at a time, never of all features.</summary>
internal static class Features
{
    /// <summary>Requires that both are N×D with the same D, on the same device, and finite.</summary>
    public static void RequireComparable(Tensor first, Tensor second)
    {
        if (first.dim() != 2 || second.dim() != 2 || first.shape[1] != second.shape[1])
        {
            throw new ArgumentException(
                $"Features are N×D with the same D, but have the shapes [{string.Join(", ", first.shape)}] and [{string.Join(", ", second.shape)}].");
        }

        using var scope = NewDisposeScope();
        if (!double.IsFinite((Mean(first) + Mean(second)).sum().item<double>()))
            throw new ArgumentException("Features must be finite, but some are not.");
    }

    /// <summary>The mean of feature vectors, N×D → D, float64, in the caller's dispose scope.</summary>
    public static Tensor Mean(Tensor features)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (count, rows) = (features.shape[0], FeatureBlocks.RowsOf(features.shape[1]));
        var sum = zeros(features.shape[1], dtype: ScalarType.Float64, device: features.device);
        for (long row = 0; row < count; row += rows)
        {
            using var inner = NewDisposeScope();
            sum.add_(features.narrow(0, row, Math.Min(rows, count - row)).sum(0L, type: ScalarType.Float64));
        }

        return (sum / count).MoveToOuterDisposeScope();
    }
}
