using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// A network that grows while it trains (Karras et al., 2018). Images keep their full size outside of it; inside it works at
/// the size that it has grown to.
/// </summary>
public interface IGrowingNetwork
{
    /// <summary>Brings the network to the size for this moment of the training. It stays there until called again, and is saved so.</summary>
    /// <param name="images">Real images shown so far.</param>
    void Grow(double images);

    /// <summary>
    /// Which phase of growing a moment of the training belongs to. Optimizers begin anew with each: what they remember of
    /// gradients is of another network.
    /// </summary>
    /// <param name="images">Real images shown so far.</param>
    int PhaseAt(long images) => 0;

    /// <summary>
    /// Real images with no more detail than generated ones can have at this moment, so that the discriminator does not tell
    /// them apart by that: N×C×H×W → N×C×H×W.
    /// </summary>
    Tensor Reduce(Tensor images);
}
