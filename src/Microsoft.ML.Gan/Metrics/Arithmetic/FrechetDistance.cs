using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>
/// The Fréchet inception distance, FID (Heusel et al., 2017): the distance of two Gaussians with the means and covariances of
/// the features of real and of generated images, ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2·√(Σ₁Σ₂)). From 0 (same statistics) without bound;
/// lower is better. The definition of pytorch-fid and torch-fidelity.
/// </summary>
/// <remarks>
/// With Σ₁ = F₁F₁ᵀ and Σ₂ = F₂F₂ᵀ the trace of √(Σ₁Σ₂) is the sum of the singular values of F₁ᵀF₂. All numbers on the way are real.
/// Covariances without full rank have narrower factors, so nothing is added to the diagonal. No digits are lost to the square root of
/// a number that should be zero.
/// </remarks>
/// <param name="Value">The distance.</param>
/// <param name="HasFewSamples">
/// One set has no more images than features have dimensions. The value is exact for these images, but far too large as an
/// estimate of the distance between the distributions. It can be compared only with values of as many images.
/// </param>
internal readonly record struct FrechetDistance(double Value, bool HasFewSamples)
{
    private const double MachineEpsilon = 2.220446049250313e-16; // 2⁻⁵²
    private const double SafePivot = 1e-10;

    /// <summary>The distance of two sets of images. The caller still owns the statistics.</summary>
    /// <exception cref="InvalidOperationException">The features are not comparable, not finite, or of fewer than 2 images.</exception>
    public static FrechetDistance Between(FeatureStatistics first, FeatureStatistics second)
    {
        Require(first, second);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (mean1, mean2) = (first.Mean().cpu(), second.Mean().cpu());
        var (covariance1, covariance2) = (first.Covariance().cpu(), second.Covariance().cpu());
        var traces = covariance1.trace() + covariance2.trace();
        if (!double.IsFinite((traces + (mean1 - mean2).sum()).item<double>()))
            throw new InvalidOperationException("The Fréchet distance needs finite features, but some are not.");

        // LAPACK does the rest on the CPU, which is where it is exact; the two factors do not wait for each other.
        var factors = new Tensor[2];
        OnCores.For(2, CPU, i => factors[i] = Factor(i == 0 ? covariance1 : covariance2, i == 0 ? first.Count : second.Count).DetachFromDisposeScope());
        scope.Attach(factors);
        var root = linalg.svdvals(factors[0].t().mm(factors[1])).sum();
        var value = (mean1 - mean2).square().sum() + traces - (2 * root);
        return new FrechetDistance(Math.Max(0, value.item<double>()), Math.Min(first.Count, second.Count) <= first.Dimensions);
    }

    private static void Require(FeatureStatistics first, FeatureStatistics second)
    {
        if (first.ExtractorId != second.ExtractorId)
        {
            throw new InvalidOperationException(
                $"Features of different extractors cannot be compared: '{first.ExtractorId}' and '{second.ExtractorId}'.");
        }

        if (Math.Min(first.Count, second.Count) < 2)
            throw new InvalidOperationException($"The Fréchet distance needs at least 2 images on each side, but has {first.Count} and {second.Count}.");
        if (first.Dimensions != second.Dimensions)
            throw new InvalidOperationException($"Features of different lengths cannot be compared: {first.Dimensions} and {second.Dimensions}.");
    }

    /// <summary>
    /// F with FFᵀ = Σ, D×R, by Cholesky's method. If Σ nearly lacks full rank, F has the eigenvectors times the square roots of their
    /// eigenvalues, which takes ten times as long. The covariance of N rows has at most N − 1 eigenvalues that are not zero. Those
    /// within rounding error of zero count as zero.
    /// </summary>
    private static Tensor Factor(Tensor covariance, long count)
    {
        var dimensions = covariance.shape[0];
        var (lower, failed) = linalg.cholesky_ex(covariance);
        var pivots = lower.diagonal().square();
        if (count > dimensions && failed.item<int>() == 0 && (pivots.min() > SafePivot * pivots.max()).item<bool>())
            return lower;

        var (values, vectors) = linalg.eigh(covariance); // ascending
        var rounding = values[-1].clamp_min(0) * (dimensions * MachineEpsilon);
        var rank = Math.Min(count - 1, (values > rounding).sum().item<long>());
        return vectors.narrow(1, dimensions - rank, rank) * values.narrow(0, dimensions - rank, rank).sqrt();
    }
}
