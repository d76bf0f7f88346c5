using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Makes a step in the space of styles change the image by the same amount everywhere: λ·(‖Jᵀy‖ − a)², with J the generator's Jacobian with respect
/// to its styles, y normal noise and a the moving average of the lengths (Karras et al., 2020, section 3.2). Needs a generator with styles.
/// </summary>
/// <param name="Weight">λ.</param>
/// <param name="Decay">The weight of a step's lengths in the moving average.</param>
/// <param name="Shrink">The batch size divided by the number of images in the term.</param>
/// <param name="Interval">The interval in generator steps (1: every step).</param>
public sealed record PathLengthPenalty(double Weight = 2, double Decay = 0.01, int Shrink = 2, int Interval = 4) : IGanRegularizer
{
    internal const string RegisteredName = "path-length";

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>λ.</summary>
    public double Weight { get; init => field = Check.NotNegative(value, nameof(Weight)); } = Check.NotNegative(Weight);

    /// <summary>The weight of a step's lengths in the moving average, in (0, 1].</summary>
    public double Decay { get; init => field = CheckDecay(value); } = CheckDecay(Decay);

    /// <summary>The batch size divided by the number of images in the term.</summary>
    public int Shrink { get; init => field = Check.Positive(value, nameof(Shrink)); } = Check.Positive(Shrink);

    /// <inheritdoc/>
    public int Interval { get; init => field = Check.Positive(value, nameof(Interval)); } = Check.Positive(Interval);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The generator has no styles.</exception>
    public Tensor GeneratorTerm(GeneratorStep step)
    {
        if (step.Generator is not IStyleGenerator generator)
        {
            throw new InvalidOperationException(
                $"The regularizer '{Name}' needs a generator with styles, as StyleGAN2's; {step.Generator.GetName()} has none.");
        }

        var count = Math.Max(1, step.Latent.shape[0] / Shrink);
        var latent = step.DrawLatents(count);
        var styles = generator.Map(latent, step.Condition.narrow(0, 0, count));
        var images = generator.Synthesize(styles);
        var noise = randn_like(images) / Math.Sqrt(images.shape[2] * images.shape[3]);
        var gradient = Gradient.Of((images * noise).sum(), styles, differentiable: true);
        var lengths = gradient.square().sum(2).mean([1]).sqrt(); // N×layers×W → N

        var average = step.State.Get("average", () => zeros(1, device: lengths.device));
        var moved = average + (Decay * (lengths.mean() - average));
        using (no_grad())
            average.copy_(moved);
        return Weight * (lengths - moved).square().mean();
    }

    private static double CheckDecay(double value)
    {
        Check.That(value is > 0 and <= 1, nameof(Decay), $"must be in (0, 1], but is {value}");
        return value;
    }
}
