using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>Prepares images for InceptionV3 as the programs do that published values come from.</summary>
internal static class InceptionInput
{
    /// <param name="images">N×1×H×W or N×3×H×W in [-1, 1], of 8-bit pixels.</param>
    /// <param name="resize">How they are resized to 299×299.</param>
    /// <returns>N×3×299×299 in [-1, 1]: (x − 128)/128 for TensorFlow's resize, as torch-fidelity; 2x/255 − 1 for PyTorch's, as pytorch-fid.</returns>
    public static Tensor From(Tensor images, InceptionResize resize)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var levels = PhotographNetwork.ToLevels(images);
        var resized = resize == InceptionResize.TensorFlow1
            ? ResizeAsTensorFlow1(levels, InceptionV3.Side, InceptionV3.Side).sub_(128).div_(128)
            : ResizeAsPyTorch(levels.div_(255), InceptionV3.Side, InceptionV3.Side).mul(2).sub_(1);
        return PhotographNetwork.InColour(resized).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Pixel i of the result is interpolated linearly at position i·(old size/new size) of the image. There is no shift by half a pixel
    /// and no antialiasing.
    /// </summary>
    public static Tensor ResizeAsTensorFlow1(Tensor images, int height, int width) => Stretch(Stretch(images, 3, width), 2, height);

    public static Tensor ResizeAsPyTorch(Tensor images, int height, int width) =>
        nn.functional.interpolate(images, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);

    private static Tensor Stretch(Tensor images, int dimension, int size)
    {
        using var scope = NewDisposeScope();
        var last = images.shape[dimension] - 1;
        var places = arange(size, dtype: ScalarType.Float32, device: images.device) * ((double)images.shape[dimension] / size);
        var before = places.to(ScalarType.Int64); // whole part: no place is negative
        var part = (places - before).view(dimension == 3 ? [1, 1, 1, size] : [1, 1, size, 1]);
        var start = images.index_select(dimension, before);
        var end = images.index_select(dimension, (before + 1).clamp_max(last));
        return end.sub_(start).mul_(part).add_(start).MoveToOuterDisposeScope();
    }
}
