using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// A network that grows while it trains (Karras et al., 2018). Images keep their full size outside of it; inside it works at
/// the size that it has grown to.
/// </summary>
public interface IGrowingNetwork
{
    /// <summary>Sets the resolution for this point of the training. It is kept until the next call, and is saved with the weights.</summary>
    /// <param name="images">Real images shown so far.</param>
    void Grow(double images);

    /// <summary>
    /// The phase of growth at a point of the training. Optimizers are reset when a phase begins: their averages belong to another
    /// network.
    /// </summary>
    /// <param name="images">Real images shown so far.</param>
    int PhaseAt(long images) => 0;

    /// <summary>
    /// Removes from real images the detail that the generator cannot make yet, so that the discriminator does not tell real from
    /// fake by it: N×C×H×W → N×C×H×W.
    /// </summary>
    Tensor Downsample(Tensor images);
}
