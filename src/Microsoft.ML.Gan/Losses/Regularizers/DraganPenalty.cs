using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Pulls the norm of the discriminator's gradient towards 1 around the real images: λ·(‖∇D(x + α·δ)‖₂ − 1)² (DRAGAN; Kodali et al., 2017). As in the
/// authors' program, δ is uniform noise up to half the standard deviation of the batch's pixels, and α is uniform in [0, 1), for each image.
/// </summary>
/// <param name="Weight">λ.</param>
/// <param name="Interval">The interval in discriminator steps (1: every step).</param>
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
