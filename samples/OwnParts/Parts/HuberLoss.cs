using System.Text.Json.Serialization;
using Microsoft.ML.Gan;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace OwnParts;

/// <summary>
/// A loss: quadratic near its targets, 1 for real and −1 for generated images, as in the least-squares GAN, and linear farther off, so
/// that outliers count less. It has no <c>Recipe</c>, so optimizers and discriminator steps are the defaults.
/// </summary>
internal sealed record HuberLoss : IGanLoss
{
    public const string RegisteredName = "own-huber";

    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The distance from the target at which the loss becomes linear: an option, saved with the model.</summary>
    public double Reach { get; init; } = 1;

    public Tensor Discriminator(Tensor real, Tensor fake) => Distance(real, 1) + Distance(fake, -1);

    public Tensor Generator(Tensor fake, Tensor? real = null) => Distance(fake, 1);

    private Tensor Distance(Tensor logits, double target) => huber_loss(logits, logits.full_like(target), Reach);
}
