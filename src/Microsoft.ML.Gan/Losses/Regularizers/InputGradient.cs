using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Losses;

/// <summary>The gradient of the discriminator with respect to its images, itself differentiable, for gradient penalties.</summary>
internal static class InputGradient
{
    /// <returns>∇D at each image, N×(C·H·W).</returns>
    public static Tensor At(Tensor images, Func<Tensor, Tensor> logits)
    {
        var at = images.detach().requires_grad_();
        return Gradient.Of(logits(at).sum(), at, differentiable: true).flatten(1);
    }

    /// <returns>The mean of ‖∇D‖², a scalar.</returns>
    public static Tensor MeanSquare(Tensor images, Func<Tensor, Tensor> logits) => At(images, logits).square().sum(1).mean();

    /// <returns>The mean of (‖∇D‖ − <paramref name="center"/>)², a scalar.</returns>
    public static Tensor MeanSquareFrom(double center, Tensor images, Func<Tensor, Tensor> logits)
    {
        var norm = At(images, logits).norm(dim: 1); // its derivative at 0 is 0, that of a square root is not
        return (norm - center).square().mean();
    }
}
