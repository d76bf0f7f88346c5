using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// Divides a weight by its largest singular value, so that the layer's Lipschitz constant is 1 (Miyato et al., 2018). The singular
/// vectors u and v are buffers of the layer; each forward pass in training is one step of the power iteration, as
/// <c>torch.nn.utils.spectral_norm</c> does it.
/// </summary>
internal static class SpectralNormalization
{
    /// <summary>A random direction to start from.</summary>
    public static Tensor NewDirection(long length)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return nn.functional.normalize(randn(length), dim: 0).DetachFromDisposeScope();
    }

    /// <param name="weight">O×…; the matrix is that of O rows.</param>
    /// <param name="u">The left singular vector, O; updated in training.</param>
    /// <param name="v">The right singular vector; updated in training.</param>
    /// <param name="training">Whether to take a step of the power iteration.</param>
    /// <returns>The weight divided by u·Wv, differentiable, with u and v as constants.</returns>
    public static Tensor Normalize(Tensor weight, Tensor u, Tensor v, bool training)
    {
        var matrix = weight.flatten(1);
        if (training)
        {
            using var noGradient = no_grad();
            v.copy_(nn.functional.normalize(matrix.t().mv(u), dim: 0));
        }

        // The graph uses copies, because the next pass, on fake images, updates the vectors before this pass's gradient is computed.
        // They are normalized again, because the EMA of a generator averages them.
        var stretched = matrix.mv(UnitCopy(v));
        if (training)
        {
            using var noGradient = no_grad();
            u.copy_(nn.functional.normalize(stretched, dim: 0));
        }

        return weight / UnitCopy(u).dot(stretched);
    }

    private static Tensor UnitCopy(Tensor vector)
    {
        using var noGradient = no_grad();
        return nn.functional.normalize(vector, dim: 0);
    }
}
