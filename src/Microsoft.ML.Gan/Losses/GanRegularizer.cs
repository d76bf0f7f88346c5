using System.Text.Json;

namespace Microsoft.ML.Gan;

/// <summary>The regularizers that come with the library, and the registry by the names saved in models.</summary>
public static class GanRegularizer
{
    private static readonly Registry<IGanRegularizer> _registry = new(
        "regularizer",
        nameof(GanRegularizer) + "." + nameof(Register),
        new()
        {
            [GradientPenalty.RegisteredName] = json => json.Deserialize<GradientPenalty>()!,
            [R1Penalty.RegisteredName] = json => json.Deserialize<R1Penalty>()!,
            [R2Penalty.RegisteredName] = json => json.Deserialize<R2Penalty>()!,
            [DraganPenalty.RegisteredName] = json => json.Deserialize<DraganPenalty>()!,
            [WeightClipping.RegisteredName] = json => json.Deserialize<WeightClipping>()!,
            [Gan.WeightDecay.RegisteredName] = json => json.Deserialize<WeightDecay>()!,
            [DriftPenalty.RegisteredName] = json => json.Deserialize<DriftPenalty>()!,
            [OrthogonalPenalty.RegisteredName] = json => json.Deserialize<OrthogonalPenalty>()!,
            [Gan.InstanceNoise.RegisteredName] = json => json.Deserialize<InstanceNoise>()!,
            [Gan.ModeSeeking.RegisteredName] = json => json.Deserialize<ModeSeeking>()!,
            [PathLengthPenalty.RegisteredName] = json => json.Deserialize<PathLengthPenalty>()!,
            [ConsistencyPenalty.RegisteredName] = json => json.Deserialize<ConsistencyPenalty>()!,
        });

    /// <inheritdoc cref="GradientPenalty"/>
    /// <param name="weight">λ.</param>
    /// <param name="interval">The interval in discriminator steps (1: every step).</param>
    public static GradientPenalty OneCenteredGradientPenalty(double weight = 10, int interval = 1) => new(weight, 1, interval);

    /// <inheritdoc cref="GradientPenalty"/>
    /// <param name="weight">λ.</param>
    /// <param name="interval">The interval in discriminator steps (1: every step).</param>
    public static GradientPenalty ZeroCenteredGradientPenalty(double weight = 10, int interval = 1) => new(weight, 0, interval);

    /// <inheritdoc cref="R1Penalty"/>
    /// <param name="gamma">γ.</param>
    /// <param name="interval">The interval in discriminator steps (1: every step); 16 in StyleGAN2.</param>
    public static R1Penalty R1(double gamma = 10, int interval = 1) => new(gamma, interval);

    /// <inheritdoc cref="R2Penalty"/>
    /// <param name="gamma">γ.</param>
    /// <param name="interval">The interval in discriminator steps (1: every step).</param>
    public static R2Penalty R2(double gamma = 10, int interval = 1) => new(gamma, interval);

    /// <inheritdoc cref="DraganPenalty"/>
    /// <param name="weight">λ.</param>
    /// <param name="interval">The interval in discriminator steps (1: every step).</param>
    public static DraganPenalty Dragan(double weight = 10, int interval = 1) => new(weight, interval);

    /// <inheritdoc cref="WeightClipping"/>
    /// <param name="limit">The largest absolute value of a weight.</param>
    public static WeightClipping ClippedWeights(double limit = 0.01) => new(limit);

    /// <inheritdoc cref="Gan.WeightDecay"/>
    /// <param name="rate">The rate.</param>
    public static WeightDecay WeightDecay(double rate = 0.0001) => new(rate);

    /// <inheritdoc cref="DriftPenalty"/>
    /// <param name="weight">ε.</param>
    public static DriftPenalty Drift(double weight = 0.001) => new(weight);

    /// <inheritdoc cref="OrthogonalPenalty"/>
    /// <param name="weight">β.</param>
    public static OrthogonalPenalty Orthogonal(double weight = 0.0001) => new(weight);

    /// <inheritdoc cref="Gan.InstanceNoise"/>
    /// <param name="deviation">The initial standard deviation of the noise; images are in [-1, 1].</param>
    /// <param name="kimg">The noise ends after this many thousand images.</param>
    public static InstanceNoise InstanceNoise(double deviation = 0.1, double kimg = 500) => new(deviation, kimg);

    /// <inheritdoc cref="Gan.ModeSeeking"/>
    /// <param name="weight">λ.</param>
    public static ModeSeeking ModeSeeking(double weight = 1) => new(weight);

    /// <inheritdoc cref="PathLengthPenalty"/>
    /// <param name="weight">λ.</param>
    /// <param name="interval">The interval in generator steps (1: every step).</param>
    public static PathLengthPenalty PathLength(double weight = 2, int interval = 4) => new(weight, Interval: interval);

    /// <inheritdoc cref="ConsistencyPenalty"/>
    /// <param name="weight">λ for real images.</param>
    /// <param name="fakeWeight">λ for generated images; 0 for CR-GAN, 10 for bCR-GAN.</param>
    public static ConsistencyPenalty Consistency(double weight = 10, double fakeWeight = 0) => new(weight, fakeWeight);

    /// <summary>
    /// Registers a user's regularizer by name, so that <see cref="GanTransformer.Regularizers"/> of a loaded model can return it (generation does not
    /// need it). Registering a name again replaces the earlier one.
    /// </summary>
    /// <param name="name">The name that <see cref="IGanRegularizer.Name"/> returns.</param>
    /// <param name="create">Creates the regularizer from its saved options (its public properties as JSON).</param>
    public static void Register(string name, Func<JsonElement, IGanRegularizer> create) => _registry.Register(name, create);

    internal static IGanRegularizer Create(string name, JsonElement options) => _registry.Create(name, options);
}
