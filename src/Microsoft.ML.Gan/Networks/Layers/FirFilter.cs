using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// Resampling through the low-pass filter [1, 3, 3, 1]/8 in both directions, to avoid aliasing (Zhang, 2019; Karras et al., 2020). Outside of the
/// image is 0. Each channel is filtered separately by a grouped convolution, which is limited only by memory speed on a CPU.
/// </summary>
internal static class FirFilter
{
    /// <summary>The filter, 4×4, of sum 1. Layers keep it as a buffer so that it follows them to another device.</summary>
    public static Tensor Create()
    {
        float[] taps = [1, 3, 3, 1];
        return tensor([.. from row in taps from column in taps select row * column / 64], [4, 4]);
    }

    /// <summary>Filters without resampling: N×C×H×W → N×C×(H+2p−3)×(W+2p−3).</summary>
    /// <param name="images">N×C×H×W.</param>
    /// <param name="filter">See <see cref="Create"/>.</param>
    /// <param name="padding">p, zeros at each side.</param>
    /// <param name="gain">The factor of the result.</param>
    public static Tensor Blur(Tensor images, Tensor filter, long padding, double gain = 1) => Convolve(images, filter * gain, padding, 1);

    /// <summary>Halves height and width.</summary>
    public static Tensor Down(Tensor images, Tensor filter) => Convolve(images, filter, 1, 2);

    /// <summary>Doubles height and width: zeros between the pixels, filtered, times 4 for the zeros.</summary>
    public static Tensor Up(Tensor images, Tensor filter) => nn.functional.conv_transpose2d(
        images, PerChannel(filter * 4, images), strides: [2, 2], padding: [1, 1], groups: images.shape[1]);

    private static Tensor Convolve(Tensor images, Tensor filter, long padding, long stride) => nn.functional.conv2d(
        images, PerChannel(filter, images), strides: [stride, stride], padding: [padding, padding], groups: images.shape[1]);

    private static Tensor PerChannel(Tensor filter, Tensor images) => filter.expand(images.shape[1], 1, 4, 4);
}
