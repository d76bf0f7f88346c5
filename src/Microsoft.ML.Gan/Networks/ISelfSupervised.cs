using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// A discriminator with a self-supervised task (FastGAN; Liu et al., 2021): it reconstructs real images from its features, so that the
/// features cover the whole image. The reconstruction loss is added to the discriminator's loss.
/// </summary>
public interface ISelfSupervised
{
    /// <summary>
    /// Computes logits and reconstruction loss in one forward pass, so that running statistics and singular vectors are updated once.
    /// </summary>
    /// <param name="images">Real images N×C×H×W, as the discriminator is shown them.</param>
    /// <param name="condition">N×K.</param>
    /// <returns>The output of the forward pass, and the reconstruction loss, a scalar, differentiable in the discriminator's weights.</returns>
    (Tensor Logits, Tensor Loss) ForwardAndReconstruct(Tensor images, Tensor condition);
}
