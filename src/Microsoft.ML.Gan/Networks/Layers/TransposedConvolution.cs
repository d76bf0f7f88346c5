using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>A transposed convolution of stride 2 without bias: N×I×H×W → N×O×(2H−2+k−2p)×(2W−2+k−2p).</summary>
/// <remarks>
/// A transposed convolution is the gradient of a convolution with respect to its input. libtorch's CPU kernels for that
/// gradient are oneDNN's and use every core; those of <c>conv_transpose2d</c> are neither, and take twice as long. So the
/// CPU asks for the gradient by name, which computes the same numbers and is differentiable as often as anyone asks.
/// </remarks>
internal static class TransposedConvolution
{
    private static readonly Lazy<jit.CompilationUnit> _script = new(() => jit.compile(
        """
        def up(x: Tensor, weight: Tensor, padding: int) -> Tensor:
            height = 2 * (x.size(2) - 1) + weight.size(2) - 2 * padding
            width = 2 * (x.size(3) - 1) + weight.size(3) - 2 * padding
            image = torch.empty([1], dtype=x.dtype, device=x.device).expand([x.size(0), weight.size(1), height, width])
            return torch.convolution_backward(
                x, image, weight, None, [2, 2], [padding, padding], [1, 1], False, [0, 0], 1, [True, False, False])[0]

        """));

    /// <param name="input">N×I×H×W.</param>
    /// <param name="weight">In PyTorch's layout, I×O×k×k.</param>
    /// <param name="padding">p, what is cut off each side.</param>
    public static Tensor OfStride2(Tensor input, Tensor weight, int padding) => input.device_type == DeviceType.CPU
        ? _script.Value.invoke<Tensor>("up", input, weight, padding)
        : nn.functional.conv_transpose2d(input, weight, strides: [2, 2], padding: [padding, padding]);
}
