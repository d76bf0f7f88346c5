using System.Text.Json.Serialization;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Microsoft.ML.Gan;

/// <summary>
/// The original minimax game (Goodfellow et al., 2014, equation 1): the generator minimizes log(1 − D(G(z))). It saturates
/// while the discriminator wins; <see cref="NonSaturatingLoss"/> is what that paper trains with.
/// </summary>
public sealed record MinimaxLoss : IGanLoss
{
    internal const string RegisteredName = "minimax";

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <inheritdoc/>
    /// <remarks>−log D(x) − log(1 − D(G(z))), with D the sigmoid of the logit: softplus(−real) + softplus(fake).</remarks>
    public Tensor Discriminator(Tensor real, Tensor fake) => softplus(-real).mean() + softplus(fake).mean();

    /// <inheritdoc/>
    /// <remarks>log(1 − D(G(z))) = −softplus(fake).</remarks>
    public Tensor Generator(Tensor fake) => -softplus(fake).mean();
}
