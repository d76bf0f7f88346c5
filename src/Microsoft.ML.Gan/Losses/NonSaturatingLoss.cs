using System.Text.Json.Serialization;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Microsoft.ML.Gan;

/// <summary>
/// The non-saturating loss (Goodfellow et al., 2014, section 3): the generator maximizes log D(G(z)), which has a gradient even if the discriminator
/// is much better. Known as <c>BCE</c> in PyTorch's DCGAN and <c>logistic</c> in StyleGAN.
/// </summary>
public sealed record NonSaturatingLoss : IGanLoss
{
    internal const string RegisteredName = "non-saturating";

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
    /// <remarks>softplus(−real) + softplus(fake). With a label smoothing of s, the target of real images is 1 − s.</remarks>
    public Tensor Discriminator(Tensor real, Tensor fake) => LogisticTerms.Real(real, LabelSmoothing) + softplus(fake).mean();

    /// <inheritdoc/>
    /// <remarks>−log D(G(z)) = softplus(−fake).</remarks>
    public Tensor Generator(Tensor fake, Tensor? real = null) => softplus(-fake).mean();
}
