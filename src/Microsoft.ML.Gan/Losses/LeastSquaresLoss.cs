using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Least-squares GAN (Mao et al., 2017, equation 9): the targets are 1 for real logits, and for generated ones 0 in the discriminator's and 1 in the
/// generator's loss, each with a factor of ½.
/// </summary>
public sealed record LeastSquaresLoss : IGanLoss
{
    internal const string RegisteredName = "least-squares";

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <inheritdoc/>
    [JsonIgnore]
    public double Boundary => 0.5;

    /// <inheritdoc/>
    /// <remarks>½·(real − 1)² + ½·fake².</remarks>
    public Tensor Discriminator(Tensor real, Tensor fake) => 0.5 * (real - 1).square().mean() + 0.5 * fake.square().mean();

    /// <inheritdoc/>
    /// <remarks>½·(fake − 1)².</remarks>
    public Tensor Generator(Tensor fake, Tensor? real = null) => 0.5 * (fake - 1).square().mean();
}
