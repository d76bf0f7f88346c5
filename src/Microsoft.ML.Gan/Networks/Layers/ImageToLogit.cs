using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// The discriminator's last layer: N×C×H×W → N×1, a weighted sum of all features, or N×O, several. As a convolution that
/// covers the whole image (the weight has its layout, O×C×H×W), computed as the matrix product that it is.
/// </summary>
internal sealed class ImageToLogit : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight; // TorchSharp finds a parameter by the name of its field when it moves it to another device

    public ImageToLogit(int channels, int height, int width, int outputs = 1)
        : base(nameof(ImageToLogit))
    {
        weight = nn.Parameter(empty(outputs, channels, height, width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor features) => features.flatten(1).mm(weight.flatten(1).t());
}
