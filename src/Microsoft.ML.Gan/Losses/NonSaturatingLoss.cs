using System.Text.Json.Serialization;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Microsoft.ML.Gan;

/// <summary>
/// The non-saturating game (Goodfellow et al., 2014, section 3): the generator maximizes log D(G(z)), which has a gradient
/// also while the discriminator wins. Known as <c>BCE</c> in PyTorch's DCGAN and <c>logistic</c> in StyleGAN.
/// </summary>
public sealed record NonSaturatingLoss : IGanLoss
{
    internal const string RegisteredName = "non-saturating";

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <inheritdoc/>
    /// <remarks>softplus(−real) + softplus(fake).</remarks>
    public Tensor Discriminator(Tensor real, Tensor fake) => softplus(-real).mean() + softplus(fake).mean();

    /// <inheritdoc/>
    /// <remarks>−log D(G(z)) = softplus(−fake).</remarks>
    public Tensor Generator(Tensor fake) => softplus(-fake).mean();
}
