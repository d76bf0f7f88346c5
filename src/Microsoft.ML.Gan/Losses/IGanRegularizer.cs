using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>Something that keeps the adversarial game in bounds, whatever the loss: a term added to it, or a constraint.</summary>
public interface IGanRegularizer
{
    /// <summary>
    /// The term looks at the discriminator's gradient for each sample, so the discriminator must judge each sample by
    /// itself (see <see cref="NetworkSpecification.IndependentSamples"/>).
    /// </summary>
    bool NeedsIndependentSamples => false;

    /// <summary>A scalar that is added to the discriminator's loss; null for none.</summary>
    Tensor? DiscriminatorTerm(DiscriminatorStep step) => null;

    /// <summary>Changes the discriminator after it was updated. Runs without gradients.</summary>
    /// <param name="parameters">All parameters of the discriminator as one vector; changed in place.</param>
    void Constrain(Tensor parameters)
    {
    }
}

/// <summary>What one discriminator step works on. All tensors belong to the step.</summary>
/// <param name="Judge">The discriminator with the condition of the batch filled in: images N×C×H×W → logits.</param>
/// <param name="Real">Real images, N×C×H×W in [-1, 1].</param>
/// <param name="Fake">Generated images, N×C×H×W, detached from the generator.</param>
/// <param name="Random">Where random numbers come from (a generator of the CPU).</param>
public sealed record DiscriminatorStep(Func<Tensor, Tensor> Judge, Tensor Real, Tensor Fake, Generator Random);
