using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Rewards the generator for different images of different latents: λ/(‖G(z₂) − G(z₁)‖₁/‖z₂ − z₁‖₁ + 10⁻⁵), both with the same condition (Mao et al.,
/// 2019, equation 3, inverted for minimization, as the authors do). Needs another forward pass of the generator.
/// </summary>
/// <param name="Weight">λ.</param>
public sealed record ModeSeeking(double Weight = 1) : IGanRegularizer
{
    internal const string RegisteredName = "mode-seeking";
    private const double Smallest = 1e-5;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>λ.</summary>
    public double Weight { get; init => field = Check.NotNegative(value, nameof(Weight)); } = Check.NotNegative(Weight);

    /// <inheritdoc/>
    public Tensor GeneratorTerm(GeneratorStep step)
    {
        var latent = step.DrawLatents(step.Latent.shape[0]);
        var other = step.Generator.call(latent, step.Condition);
        var ratio = (other - step.Fake).abs().mean() / (latent - step.Latent).abs().mean();
        return Weight / (ratio + Smallest);
    }
}
