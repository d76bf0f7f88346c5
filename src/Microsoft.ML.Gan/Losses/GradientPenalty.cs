using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Draws the norm of the discriminator's gradient to 1 on straight lines between real and generated images: λ·(‖∇D‖₂ − 1)²
/// (Gulrajani et al., 2017, equation 3).
/// </summary>
/// <param name="Weight">λ.</param>
public sealed record GradientPenalty(double Weight = 10) : IGanRegularizer
{
    /// <summary>λ.</summary>
    public double Weight { get; init => field = Check.NotNegative(value, nameof(Weight)); } = Check.NotNegative(Weight);

    /// <inheritdoc/>
    public bool NeedsIndependentSamples => true;

    /// <inheritdoc/>
    public Tensor DiscriminatorTerm(DiscriminatorStep step)
    {
        var mix = rand([step.Real.shape[0], 1, 1, 1], generator: step.Random).to(step.Real.device);
        var between = (step.Fake + mix * (step.Real - step.Fake)).detach().requires_grad_();
        var logits = step.Judge(between).sum();
        var gradient = autograd.grad([logits], [between], retain_graph: true, create_graph: true)[0];
        var norm = gradient.flatten(1).norm(dim: 1); // its derivative at 0 is 0, that of a square root is not
        return Weight * (norm - 1).square().mean();
    }
}
