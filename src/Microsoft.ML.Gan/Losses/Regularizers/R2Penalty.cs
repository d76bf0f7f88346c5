using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Penalizes the discriminator's gradient at generated images: γ/2·‖∇D‖² (Mescheder et al., 2018, equation 10).
/// </summary>
/// <param name="Gamma">γ.</param>
/// <param name="Interval">The interval in discriminator steps (1: every step).</param>
public sealed record R2Penalty(double Gamma = 10, int Interval = 1) : IGanRegularizer
{
    internal const string RegisteredName = "r2";

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
    public Tensor DiscriminatorTerm(DiscriminatorStep step) => Gamma / 2 * InputGradient.MeanSquare(step.Fake, step.Discriminator);
}
