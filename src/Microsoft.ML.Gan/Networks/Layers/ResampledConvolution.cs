using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>The resampling of a convolution.</summary>
internal enum Rescaling
{
    /// <summary>No resampling.</summary>
    None,

    /// <summary>Height and width are doubled before it by repeating pixels.</summary>
    Doubled,

    /// <summary>Height and width are halved after it by averaging.</summary>
    Halved,
}

/// <summary>
/// A convolution of kernel 3 or 1 that keeps height and width, after doubling or before halving them.
/// </summary>
/// <remarks>
/// Doubling or halving together with a convolution of kernel 3 is one strided convolution of kernel 4, whose weights are sums of the neighbours: the
/// same result with 16 instead of 36 products, in 0.4 to 0.7 of the time (docs/benchmarks.md). A convolution of kernel 1 commutes with both, and is
/// computed at the smaller size.
/// </remarks>
internal static class ResampledConvolution
{
    /// <param name="input">N×I×H×W.</param>
    /// <param name="weight">O×I×3×3 or O×I×1×1.</param>
    /// <param name="bias">O, or null.</param>
    /// <param name="rescaling">The resampling.</param>
    public static Tensor Apply(Tensor input, Tensor weight, Tensor? bias, Rescaling rescaling)
    {
        var kernel = weight.shape[2];
        return (rescaling, kernel) switch
        {
            (Rescaling.None, _) => nn.functional.conv2d(input, weight, bias, padding: [kernel / 2, kernel / 2]),
            (Rescaling.Doubled, 1) => nn.functional.interpolate(
                nn.functional.conv2d(input, weight, bias), scale_factor: [2, 2], mode: InterpolationMode.Nearest),
            (Rescaling.Halved, 1) => nn.functional.conv2d(nn.functional.avg_pool2d(input, 2), weight, bias),
            (Rescaling.Doubled, _) => nn.functional.conv_transpose2d(
                input, (4 * MeansOfNeighbours(weight)).transpose(0, 1).flip(2, 3), bias, strides: [2, 2], padding: [1, 1]),
            _ => nn.functional.conv2d(input, MeansOfNeighbours(weight), bias, strides: [2, 2], padding: [1, 1]),
        };
    }

    /// <summary>O×I×3×3 → O×I×4×4.</summary>
    private static Tensor MeansOfNeighbours(Tensor weight) => nn.functional.avg_pool2d(weight, 2, stride: 1, padding: 1);
}
