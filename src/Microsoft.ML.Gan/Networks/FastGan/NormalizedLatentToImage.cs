using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// The generator's first layer, N×Z → N×O×4×4: a transposed convolution of a 1×1 image whose weight, Z×O×4×4, is spectrally
/// normalized.
/// </summary>
internal sealed class NormalizedLatentToImage : nn.Module<Tensor, Tensor>
{
    private const int Side = 4;

    private readonly Parameter weight_orig; // TorchSharp finds a parameter by the name of its field when it moves it to another device
    private readonly Tensor weight_u;
    private readonly Tensor weight_v;

    public NormalizedLatentToImage(int latentSize, int channels)
        : base(nameof(NormalizedLatentToImage))
    {
        weight_orig = nn.Parameter(empty(latentSize, channels, Side, Side));
        nn.init.normal_(weight_orig, 0, 0.02);
        weight_u = SpectralNormalization.NewDirection(channels);
        weight_v = SpectralNormalization.NewDirection((long)latentSize * Side * Side);
        RegisterComponents();
    }

    public override Tensor forward(Tensor latent)
    {
        // PyTorch normalizes a transposed convolution's weight as the matrix of its output channels.
        var weight = SpectralNormalization.Normalize(weight_orig.transpose(0, 1), weight_u, weight_v, training).transpose(0, 1);
        return LatentToImage.Apply(latent, weight);
    }
}
