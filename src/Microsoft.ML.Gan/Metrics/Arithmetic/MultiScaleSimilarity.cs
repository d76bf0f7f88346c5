using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>
/// Multi-scale structural similarity, MS-SSIM (Wang et al., 2003): how similar two images look, from 0 to 1; 1 if they are equal. Its mean
/// over random pairs of a set measures the diversity of the set (Odena et al., 2017): lower is more diverse. If the mean of generated
/// images is much higher than that of real images, generated images are too similar to each other.
/// </summary>
/// <remarks>
/// The paper's constants: a Gaussian window of 11×11 with σ = 1.5 inside the image, K₁ = 0.01, K₂ = 0.03, five scales with the
/// weights below. Each scale is half as large as the one before (means of 2×2; an odd last row or column is dropped). Contrast and
/// structure count at every scale, luminance at the last. Channels are compared one by one and averaged; a negative contrast counts
/// as 0. Scales that are smaller than the window are left out, and the weights of the others are divided by their sum: all five need
/// 176 pixels, and 32×32 images have two. Values of images of different sizes cannot be compared.
/// </remarks>
internal static class MultiScaleSimilarity
{
    /// <summary>The smallest height and width that can be compared.</summary>
    public const int SmallestSide = 11;

    private const double Sigma = 1.5;
    private const double Range = 2; // of pixels in [-1, 1]
    private const double LuminanceFloor = 0.01 * Range * 0.01 * Range;
    private const double ContrastFloor = 0.03 * Range * 0.03 * Range;
    private static readonly double[] _weights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

    /// <summary>The number of scales of images of this size; 0 if they are too small.</summary>
    public static int Scales(long height, long width)
    {
        var scales = 0;
        for (var side = Math.Min(height, width); side >= SmallestSide && scales < _weights.Length; side /= 2)
            scales++;
        return scales;
    }

    /// <summary>The similarity of each pair of images, N×C×H×W in [-1, 1] → N, float64, in the caller's dispose scope.</summary>
    public static Tensor OfPairs(Tensor first, Tensor second)
    {
        if (first.dim() != 4 || !first.shape.SequenceEqual(second.shape))
        {
            throw new ArgumentException(
                $"Images are compared in pairs, N×C×H×W, but have the shapes [{string.Join(", ", first.shape)}] and [{string.Join(", ", second.shape)}].");
        }

        var (count, channels, height, width) = (first.shape[0], first.shape[1], first.shape[2], first.shape[3]);
        var scales = Scales(height, width);
        if (scales == 0)
            throw new ArgumentException($"MS-SSIM compares images of at least {SmallestSide}×{SmallestSide} pixels, but these are {height}×{width}.");

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var x = first.reshape(-1, 1, height, width).to(ScalarType.Float64);
        var y = second.reshape(-1, 1, height, width).to(ScalarType.Float64);
        var weights = _weights.Take(scales).Sum();
        Tensor? similarity = null;
        for (var scale = 0; scale < scales; scale++)
        {
            var isLast = scale == scales - 1;
            var term = Compare(x, y, isLast).clamp_min_(0).pow(_weights[scale] / weights);
            similarity = similarity is null ? term : similarity * term;
            if (!isLast)
                (x, y) = (avg_pool2d(x, 2), avg_pool2d(y, 2));
        }

        return similarity!.reshape(count, channels).mean([1L]).MoveToOuterDisposeScope();
    }

    /// <summary>Contrast and structure, with luminance at the last scale: N·C×1×H×W → the mean over each image, N·C.</summary>
    private static Tensor Compare(Tensor x, Tensor y, bool withLuminance)
    {
        var (rows, columns) = (Blurring(x.shape[^2], x.device), Blurring(x.shape[^1], x.device).t());
        var (meanX, meanY) = (Blur(x), Blur(y));
        var (squareX, squareY, product) = (meanX.square(), meanY.square(), meanX * meanY);
        var variances = Blur(x.square() + y.square()) - squareX - squareY;
        var covariance = Blur(x * y) - product;
        var similarity = ((2 * covariance) + ContrastFloor) / (variances + ContrastFloor);
        if (withLuminance)
            similarity *= ((2 * product) + LuminanceFloor) / (squareX + squareY + LuminanceFloor);
        return similarity.flatten(1).mean([1L]);

        // Two matrix products: oneDNN has no convolutions of float64.
        Tensor Blur(Tensor images) => rows.matmul(images).matmul(columns);
    }

    /// <summary>The means under the window at each of its places along a side, as a matrix: side − 10 × side.</summary>
    private static Tensor Blurring(long side, Device device)
    {
        var places = arange(side - SmallestSide + 1, dtype: ScalarType.Float64, device: device).unsqueeze(1);
        var offsets = arange(side, dtype: ScalarType.Float64, device: device).unsqueeze(0) - places - (SmallestSide / 2);
        var weights = (-offsets.square() / (2 * Sigma * Sigma)).exp() * (offsets.abs() <= SmallestSide / 2);
        return weights / weights.sum(1, keepdim: true);
    }
}
