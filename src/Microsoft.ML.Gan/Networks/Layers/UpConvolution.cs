using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Doubles height and width: a transposed convolution of kernel 4, stride 2, padding 1, without bias. N×I×H×W → N×O×2H×2W.
/// The weight is in PyTorch's layout, I×O×4×4.
/// </summary>
/// <remarks>
/// A transposed convolution is the gradient of a convolution with respect to its input. libtorch's CPU kernels for that
/// gradient are oneDNN's and use every core; those of <c>conv_transpose2d</c> are neither, and take twice as long. So the
/// CPU asks for the gradient by name, which computes the same numbers and is differentiable twice.
/// </remarks>
internal sealed class UpConvolution : nn.Module<Tensor, Tensor>
{
    private static readonly Lazy<jit.CompilationUnit> _script = new(() => jit.compile(
        """
        def up(x: Tensor, weight: Tensor) -> Tensor:
            size = [x.size(0), weight.size(1), 2 * x.size(2), 2 * x.size(3)]
            image = torch.empty([1], dtype=x.dtype, device=x.device).expand(size)
            return torch.convolution_backward(
                x, image, weight, None, [2, 2], [1, 1], [1, 1], False, [0, 0], 1, [True, False, False])[0]

        """));

    private readonly Parameter weight; // TorchSharp finds a parameter by the name of its field when it moves it to another device

    public UpConvolution(int inputChannels, int outputChannels)
        : base(nameof(UpConvolution))
    {
        weight = nn.Parameter(empty(inputChannels, outputChannels, 4, 4));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => Apply(input, weight);

    /// <summary>The same with a weight from elsewhere.</summary>
    public static Tensor Apply(Tensor input, Tensor weight) => input.device_type == DeviceType.CPU
        ? _script.Value.invoke<Tensor>("up", input, weight)
        : nn.functional.conv_transpose2d(input, weight, strides: [2, 2], padding: [1, 1]);
}
