using System.Text.Json.Serialization;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Microsoft.ML.Gan;

/// <summary>
/// The original minimax loss (Goodfellow et al., 2014, equation 1): the generator minimizes log(1 − D(G(z))). It saturates if the discriminator is
/// much better; the paper trains with <see cref="NonSaturatingLoss"/>.
/// </summary>
public sealed record MinimaxLoss : IGanLoss
{
    internal const string RegisteredName = "minimax";

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>
    /// How far the target of real images is below 1 (one-sided label smoothing; Salimans et al., 2016, section 3.4), in
    /// [0, ½): it prevents overconfidence of the discriminator.
    /// </summary>
    /// <value>Default: 0; the paper's is 0.1.</value>
    public double LabelSmoothing { get; init => field = LogisticTerms.CheckSmoothing(value); }

    /// <inheritdoc/>
    /// <remarks>−log D(x) − log(1 − D(G(z))), with D the sigmoid of the logit: softplus(−real) + softplus(fake). With a
    /// label smoothing of s, the target of real images is 1 − s.</remarks>
    public Tensor Discriminator(Tensor real, Tensor fake) => LogisticTerms.Real(real, LabelSmoothing) + softplus(fake).mean();

    /// <inheritdoc/>
    /// <remarks>log(1 − D(G(z))) = −softplus(fake).</remarks>
    public Tensor Generator(Tensor fake, Tensor? real = null) => -softplus(fake).mean();
}
