using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// A discriminator with a task of its own beside judging (Liu et al., 2021): to rebuild real images from its features, which
/// keeps it from looking at a few details only. What it costs is added to the discriminator's loss.
/// </summary>
public interface ISelfSupervised
{
    /// <summary>How far what it rebuilds is from the real images N×C×H×W: a scalar, differentiable in the discriminator's weights.</summary>
    Tensor ReconstructionLoss(Tensor images);
}
