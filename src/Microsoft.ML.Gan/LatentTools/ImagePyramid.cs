using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.LatentTools;

/// <summary>The distance of images from a target at several resolutions, so that a search finds the coarse structure before the details.</summary>
internal static class ImagePyramid
{
    private const int SmallestSide = 4;

    /// <summary>The mean squared difference, averaged over the image and its downsampled copies, each half as large, down to 4 pixels.</summary>
    /// <param name="images">N×C×H×W.</param>
    /// <param name="target">1×C×H×W.</param>
    /// <returns>N.</returns>
    public static Tensor Distance(Tensor images, Tensor target)
    {
        var difference = Difference(images, target); // downsampling is linear, so the difference can be downsampled
        var total = MeanSquare(difference);
        var levels = 1;
        while (Math.Min(difference.shape[2], difference.shape[3]) >= 2 * SmallestSide)
        {
            difference = nn.functional.avg_pool2d(difference, 2);
            total = total + MeanSquare(difference);
            levels++;
        }

        return total / levels;
    }

    /// <summary>The mean squared difference of each image, N.</summary>
    public static Tensor MeanSquare(Tensor difference) => difference.square().mean([1, 2, 3]);

    /// <summary>The difference. If a target pixel is at −1 or 1, values beyond it, which some generators give, count as equal.</summary>
    private static Tensor Difference(Tensor images, Tensor target)
    {
        var over = (images - 1).relu() * target.ge(1);
        var under = (-1 - images).relu() * target.le(-1);
        return images - over + under - target;
    }
}
