using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>What measures ask of the features that they compare.</summary>
internal static class Features
{
    /// <summary>Both are N×D with the same D, on the same device, and finite.</summary>
    public static void RequireComparable(Tensor first, Tensor second)
    {
        if (first.dim() != 2 || second.dim() != 2 || first.shape[1] != second.shape[1])
        {
            throw new ArgumentException(
                $"Features are N×D with the same D, but have the shapes [{string.Join(", ", first.shape)}] and [{string.Join(", ", second.shape)}].");
        }

        using var scope = NewDisposeScope();
        if (!double.IsFinite(first.sum(ScalarType.Float64).item<double>() + second.sum(ScalarType.Float64).item<double>()))
            throw new ArgumentException("Features must be finite, but some are not.");
    }
}
