using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Pulls the norm of the discriminator's gradient towards a value on straight lines between real and generated images:
/// λ·(‖∇D‖₂ − c)², with c = 1 (Gulrajani et al., 2017, equation 3) or 0 (Thanh-Tung et al., 2019).
/// </summary>
/// <param name="Weight">λ.</param>
/// <param name="Center">c.</param>
/// <param name="Interval">The interval in discriminator steps (1: every step).</param>
public sealed record GradientPenalty(double Weight = 10, double Center = 1, int Interval = 1) : IGanRegularizer
{
    internal const string RegisteredName = "gradient-penalty";

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>λ.</summary>
    public double Weight { get; init => field = Check.NotNegative(value, nameof(Weight)); } = Check.NotNegative(Weight);

    /// <summary>c.</summary>
    public double Center { get; init => field = Check.NotNegative(value, nameof(Center)); } = Check.NotNegative(Center);

    /// <inheritdoc/>
    public int Interval { get; init => field = Check.Positive(value, nameof(Interval)); } = Check.Positive(Interval);

    /// <inheritdoc/>
    [JsonIgnore]
    public bool NeedsIndependentSamples => true;

    /// <inheritdoc/>
    public Tensor DiscriminatorTerm(DiscriminatorStep step)
    {
        var mix = rand([step.Real.shape[0], 1, 1, 1], generator: step.Random).to(step.Real.device);
        return Weight * InputGradient.MeanSquareFrom(Center, step.Fake + mix * (step.Real - step.Fake), step.Discriminator);
    }
}
