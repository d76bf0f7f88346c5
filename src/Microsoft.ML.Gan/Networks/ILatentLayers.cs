using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// A generator that shows with which weights it reads what it is given. From them alone the directions follow in which its
/// images change most (SeFa; Shen and Zhou, 2021).
/// </summary>
public interface ILatentLayers
{
    /// <summary>
    /// The weights of the layers that read the latent, O×Z each. Of an <see cref="IStyleGenerator"/>, one for each of its
    /// <see cref="IStyleGenerator.StyleLayers"/>: what reads that style, O×W.
    /// </summary>
    /// <returns>The generator's own weights, or tensors that belong to the caller's dispose scope; not to be changed.</returns>
    IReadOnlyList<Tensor> LatentWeights();
}
