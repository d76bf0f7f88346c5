using System.Text.Json.Serialization;
using Microsoft.ML.Gan;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace OwnParts;

/// <summary>
/// A loss: that of the least-squares GAN near its targets, 1 for real and −1 for generated images, and a straight line
/// farther off, so that single images count less. What <c>Recipe</c> would say (optimizer, steps of the discriminator) is as usual.
/// </summary>
internal sealed record HuberLoss : IGanLoss
{
    public const string RegisteredName = "own-huber";

    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>Where the line begins: an option, saved with the model.</summary>
    public double Reach { get; init; } = 1;

    public Tensor Discriminator(Tensor real, Tensor fake) => Distance(real, 1) + Distance(fake, -1);

    public Tensor Generator(Tensor fake, Tensor? real = null) => Distance(fake, 1);

    private Tensor Distance(Tensor logits, double target) => huber_loss(logits, logits.full_like(target), Reach);
}
