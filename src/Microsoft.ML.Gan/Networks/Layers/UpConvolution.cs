using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Doubles height and width: a transposed convolution of kernel 4, stride 2, padding 1, without bias. N×I×H×W → N×O×2H×2W.
/// The weight is in PyTorch's layout, I×O×4×4.
/// </summary>
internal sealed class UpConvolution : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight; // TorchSharp finds a parameter by the name of its field when it moves it to another device

    public UpConvolution(int inputChannels, int outputChannels)
        : base(nameof(UpConvolution))
    {
        weight = nn.Parameter(empty(inputChannels, outputChannels, 4, 4));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => Apply(input, weight);

    /// <summary>The same with a weight from elsewhere.</summary>
    public static Tensor Apply(Tensor input, Tensor weight) => TransposedConvolution.OfStride2(input, weight, 1);
}
