using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// The discriminator's last layer, N×C×H×W → N×O: a convolution whose kernel covers the whole image, with its weight O×C×H×W.
/// </summary>
/// <remarks>It is a matrix product, and computed as one: libtorch's convolution takes several times as long (docs/benchmarks.md).</remarks>
internal sealed class ImageToLogit : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight; // TorchSharp finds a parameter by the name of its field when it moves it to another device

    public ImageToLogit(int channels, int height, int width, int outputs = 1)
        : base(nameof(ImageToLogit))
    {
        weight = nn.Parameter(empty(outputs, channels, height, width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor features) =>
        features.permute(0, 2, 3, 1).flatten(1).mm(weight.permute(0, 2, 3, 1).flatten(1).t()); // channels-last: no copies
}
