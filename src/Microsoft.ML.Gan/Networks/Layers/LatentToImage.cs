using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// The generator's first layer, N×Z → N×O×H×W: a transposed convolution of a 1×1 image, with its weight Z×O×H×W.
/// </summary>
/// <remarks>It is a matrix product, and computed as one: libtorch's transposed convolution takes several times as long (docs/benchmarks.md).</remarks>
internal sealed class LatentToImage : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight; // TorchSharp finds a parameter by the name of its field when it moves it to another device

    public LatentToImage(int latentSize, int channels, int height, int width)
        : base(nameof(LatentToImage))
    {
        weight = nn.Parameter(empty(latentSize, channels, height, width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor latent) => Apply(latent, weight);

    /// <summary>The same with a given weight. The images are channels-last.</summary>
    public static Tensor Apply(Tensor latent, Tensor weight)
    {
        var byPixel = weight.permute(0, 2, 3, 1); // Z×H×W×O
        return latent.mm(byPixel.flatten(1)).view([-1, .. byPixel.shape[1..]]).permute(0, 3, 1, 2);
    }
}
