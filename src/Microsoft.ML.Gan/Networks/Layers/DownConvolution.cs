using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Halves height and width: a convolution of kernel 4, stride 2, padding 1, without bias. N×I×2H×2W → N×O×H×W. The weight
/// is in PyTorch's layout, O×I×4×4.
/// </summary>
internal sealed class DownConvolution : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight; // TorchSharp finds a parameter by the name of its field when it moves it to another device
    private readonly int _inputChannels;
    private readonly int _outputChannels;

    public DownConvolution(int inputChannels, int outputChannels)
        : base(nameof(DownConvolution))
    {
        (_inputChannels, _outputChannels) = (inputChannels, outputChannels);
        weight = nn.Parameter(empty(outputChannels, inputChannels, 4, 4));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => input.device_type == DeviceType.CPU && _inputChannels <= 4
        ? ForFewChannels(input)
        : nn.functional.conv2d(input, weight, strides: [2, 2], padding: [1, 1]);

    /// <summary>
    /// The same sums as a dense 2×2 convolution over blocks of 2×2 pixels: the CPU's kernels work on blocks of channels,
    /// and one or three channels leave them empty.
    /// </summary>
    private Tensor ForFewChannels(Tensor input)
    {
        var blocks = nn.functional.pixel_unshuffle(nn.functional.pad(input, (1, 1, 1, 1)), 2);
        var kernel = weight
            .view(_outputChannels, _inputChannels, 2, 2, 2, 2) // O, I, row block, row, column block, column
            .permute(0, 1, 3, 5, 2, 4)
            .reshape(_outputChannels, _inputChannels * 4, 2, 2);
        return nn.functional.conv2d(blocks, kernel);
    }
}
