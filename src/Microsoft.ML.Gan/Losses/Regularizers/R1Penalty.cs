using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Penalizes the discriminator's gradient at real images: γ/2·‖∇D‖² (Mescheder et al., 2018, equation 9).
/// </summary>
/// <param name="Gamma">γ.</param>
/// <param name="Interval">The interval in discriminator steps (1: every step); 16 in StyleGAN2.</param>
public sealed record R1Penalty(double Gamma = 10, int Interval = 1) : IGanRegularizer
{
    internal const string RegisteredName = "r1";

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>γ.</summary>
    public double Gamma { get; init => field = Check.NotNegative(value, nameof(Gamma)); } = Check.NotNegative(Gamma);

    /// <inheritdoc/>
    public int Interval { get; init => field = Check.Positive(value, nameof(Interval)); } = Check.Positive(Interval);

    /// <inheritdoc/>
    [JsonIgnore]
    public bool NeedsIndependentSamples => true;

    /// <inheritdoc/>
    public Tensor DiscriminatorTerm(DiscriminatorStep step) => Gamma / 2 * InputGradient.MeanSquare(step.Real, step.Discriminator);
}
