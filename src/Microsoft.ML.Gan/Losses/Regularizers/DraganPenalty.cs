using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Draws the norm of the discriminator's gradient to 1 around the real images: λ·(‖∇D(x + α·δ)‖₂ − 1)² (DRAGAN; Kodali et
/// al., 2017). As in the authors' program, δ is uniform noise up to half the standard deviation of the batch's pixels, and
/// how far each image goes that way, α, is uniform in [0, 1).
/// </summary>
/// <param name="Weight">λ.</param>
/// <param name="Interval">Turns of the discriminator from one term to the next.</param>
public sealed record DraganPenalty(double Weight = 10, int Interval = 1) : IGanRegularizer
{
    internal const string RegisteredName = "dragan";

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>λ.</summary>
    public double Weight { get; init => field = Check.NotNegative(value, nameof(Weight)); } = Check.NotNegative(Weight);

    /// <inheritdoc/>
    public int Interval { get; init => field = Check.Positive(value, nameof(Interval)); } = Check.Positive(Interval);

    /// <inheritdoc/>
    [JsonIgnore]
    public bool NeedsIndependentSamples => true;

    /// <inheritdoc/>
    public Tensor DiscriminatorTerm(DiscriminatorStep step)
    {
        var real = step.Real;
        var share = rand([real.shape[0], 1, 1, 1], generator: step.Random).to(real.device);
        var noise = 0.5 * real.std(unbiased: false) * rand_like(real); // as many as pixels, so drawn where they are used
        return Weight * InputGradient.MeanSquareFrom(1, real + (share * noise), step.Discriminator);
    }
}
