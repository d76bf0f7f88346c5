using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// The generator's first layer: N×Z → N×O×H×W, each output value a weighted sum of the whole latent. As a transposed
/// convolution of a 1×1 image (the weight has its layout, Z×O×H×W), computed as the matrix product that it is.
/// </summary>
internal sealed class LatentToImage : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight; // TorchSharp finds a parameter by the name of its field when it moves it to another device

    public LatentToImage(int latentSize, int channels, int height, int width)
        : base(nameof(LatentToImage))
    {
        weight = nn.Parameter(empty(latentSize, channels, height, width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor latent) =>
        latent.mm(weight.flatten(1)).view(-1, weight.shape[1], weight.shape[2], weight.shape[3]);
}
