using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>Images as InceptionV3 was fed when the published numbers were made.</summary>
internal static class InceptionInput
{
    /// <param name="images">N×1×H×W or N×3×H×W in [-1, 1], of 8-bit pixels.</param>
    /// <param name="resize">How they become 299×299.</param>
    /// <returns>N×3×299×299 in [-1, 1]: (x − 128)/128 for TensorFlow's resize, as torch-fidelity; 2x/255 − 1 for PyTorch's, as pytorch-fid.</returns>
    public static Tensor From(Tensor images, InceptionResize resize)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var bytes = images.detach().to(ScalarType.Float32).add(1).mul_(127.5).round_().clamp_(0, 255);
        var resized = resize == InceptionResize.TensorFlow1
            ? ResizeAsTensorFlow1(bytes, InceptionV3.Side, InceptionV3.Side).sub_(128).div_(128)
            : ResizeAsPyTorch(bytes.div_(255), InceptionV3.Side, InceptionV3.Side).mul(2).sub_(1);
        return (images.shape[1] == 1 ? resized.expand(-1, 3, -1, -1) : resized).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Pixel i of the result lies at i·(old size/new size) of the image, and is what lies linearly between the pixels there and
    /// after it. No shift by half a pixel, no smoothing where images shrink.
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
