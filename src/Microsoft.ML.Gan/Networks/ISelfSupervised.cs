using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// A discriminator with a task of its own beside judging (Liu et al., 2021): to rebuild real images from its features, which
/// keeps it from looking at a few details only. What it costs is added to the discriminator's loss.
/// </summary>
public interface ISelfSupervised
{
    /// <summary>
    /// Judges real images as the forward pass does, and says what it costs that they are rebuilt imperfectly: both from one pass, so
    /// that what a pass leaves behind (statistics, singular vectors) is left once.
    /// </summary>
    /// <param name="images">Real images N×C×H×W, as the discriminator is shown them.</param>
    /// <param name="condition">N×K.</param>
    /// <returns>What the forward pass returns; and a scalar, differentiable in the discriminator's weights.</returns>
    (Tensor Logits, Tensor Loss) JudgeAndRebuild(Tensor images, Tensor condition);
}
