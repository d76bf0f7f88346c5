using System.Text.Json.Serialization;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Microsoft.ML.Gan;

/// <summary>
/// The hinge loss (Lim and Ye, 2017; Miyato et al., 2018): samples beyond a margin of 1 do not contribute to the discriminator's loss.
/// </summary>
public sealed record HingeLoss : IGanLoss
{
    internal const string RegisteredName = "hinge";

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <inheritdoc/>
    /// <remarks>max(0, 1 − real) + max(0, 1 + fake).</remarks>
    public Tensor Discriminator(Tensor real, Tensor fake) => relu(1 - real).mean() + relu(1 + fake).mean();

    /// <inheritdoc/>
    /// <remarks>−fake.</remarks>
    public Tensor Generator(Tensor fake, Tensor? real = null) => -fake.mean();
}
