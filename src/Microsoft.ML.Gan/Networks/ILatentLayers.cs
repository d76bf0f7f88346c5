using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// A generator that exposes the weights of the layers that read its latent. They determine the directions in which images change most (SeFa; Shen and
/// Zhou, 2021).
/// </summary>
public interface ILatentLayers
{
    /// <summary>
    /// The weights of the layers that read the latent, O×Z each. For an <see cref="IStyleGenerator"/>, one for each of its <see
    /// cref="IStyleGenerator.StyleLayers"/>, O×W: the weights that read that style.
    /// </summary>
    /// <returns>The generator's own weights, or tensors that belong to the caller's dispose scope; not to be changed.</returns>
    IReadOnlyList<Tensor> LatentWeights();
}
