using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// A generator in two parts (Karras et al., 2019): a mapping from the latent to a style for each layer, and a synthesis from styles to an image.
/// Latent tools and path length regularization call the parts separately.
/// </summary>
public interface IStyleGenerator
{
    /// <summary>The number of styles of one image, L: one for each convolution, coarse to fine, and the last conversion to colours.</summary>
    int StyleLayers { get; }

    /// <summary>The running mean of styles, W values; belongs to the generator.</summary>
    Tensor MeanStyle { get; }

    /// <summary>(latent N×Z, condition N×K) → styles N×L×W, the same for each layer, unless training mixes those of two latents.</summary>
    /// <param name="latent">N×Z.</param>
    /// <param name="condition">N×K.</param>
    /// <param name="truncation">ψ: 1 for unchanged styles; smaller values move them towards <see cref="MeanStyle"/>: more typical images, less
    /// variety.</param>
    Tensor Map(Tensor latent, Tensor condition, double truncation = 1);

    /// <summary>Styles N×L×W → images N×C×H×W.</summary>
    Tensor Synthesize(Tensor styles);
}
