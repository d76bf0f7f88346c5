using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>How far images are from another, in all sizes at once: what is alike from afar is found before the details are.</summary>
internal static class ImagePyramid
{
    private const int SmallestSide = 4;

    /// <summary>The mean, over the image and its halves down to 4 pixels, of the mean squared difference.</summary>
    /// <param name="images">N×C×H×W.</param>
    /// <param name="target">1×C×H×W.</param>
    /// <returns>N.</returns>
    public static Tensor Distance(Tensor images, Tensor target)
    {
        var difference = Difference(images, target); // to halve is linear
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

    /// <summary>A pixel at the end of its range stands for all values beyond, which some generators give.</summary>
    private static Tensor Difference(Tensor images, Tensor target)
    {
        var over = (images - 1).relu() * target.ge(1);
        var under = (-1 - images).relu() * target.le(-1);
        return images - over + under - target;
    }
}
