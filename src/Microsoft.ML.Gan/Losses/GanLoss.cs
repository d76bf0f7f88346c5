using System.Text.Json;

namespace Microsoft.ML.Gan;

/// <summary>The losses that come with the library, and the registry by the names saved in models.</summary>
public static class GanLoss
{
    private static readonly Registry<IGanLoss> _registry = new(
        "loss",
        nameof(GanLoss) + "." + nameof(Register),
        new()
        {
            [MinimaxLoss.RegisteredName] = json => json.Deserialize<MinimaxLoss>()!,
            [NonSaturatingLoss.RegisteredName] = json => json.Deserialize<NonSaturatingLoss>()!,
            [LeastSquaresLoss.RegisteredName] = json => json.Deserialize<LeastSquaresLoss>()!,
            [HingeLoss.RegisteredName] = json => json.Deserialize<HingeLoss>()!,
            [WassersteinLoss.RegisteredName] = json => json.Deserialize<WassersteinLoss>()!,
            [WassersteinGradientPenaltyLoss.RegisteredName] = json => json.Deserialize<WassersteinGradientPenaltyLoss>()!,
            [RelativisticAverageLoss.RegisteredName] = json => json.Deserialize<RelativisticAverageLoss>()!,
        });

    /// <inheritdoc cref="MinimaxLoss"/>
    /// <param name="labelSmoothing">How far the target of real images is below 1.</param>
    public static MinimaxLoss Minimax(double labelSmoothing = 0) => new() { LabelSmoothing = labelSmoothing };

    /// <inheritdoc cref="NonSaturatingLoss"/>
    /// <param name="labelSmoothing">How far the target of real images is below 1.</param>
    public static NonSaturatingLoss NonSaturating(double labelSmoothing = 0) => new() { LabelSmoothing = labelSmoothing };

    /// <inheritdoc cref="LeastSquaresLoss"/>
    public static LeastSquaresLoss LeastSquares() => new();

    /// <inheritdoc cref="HingeLoss"/>
    public static HingeLoss Hinge() => new();

    /// <inheritdoc cref="WassersteinLoss"/>
    /// <param name="clip">The limit of the absolute value of the critic's weights.</param>
    public static WassersteinLoss Wasserstein(double clip = 0.01) => new() { Clip = clip };

    /// <inheritdoc cref="WassersteinGradientPenaltyLoss"/>
    /// <param name="penalty">λ, the weight of the gradient penalty.</param>
    public static WassersteinGradientPenaltyLoss WassersteinGradientPenalty(double penalty = 10) => new() { Penalty = penalty };

    /// <inheritdoc cref="RelativisticAverageLoss"/>
    /// <param name="form">The function of the difference of two logits.</param>
    public static RelativisticAverageLoss RelativisticAverage(RelativisticForm form = RelativisticForm.Logistic) => new() { Form = form };

    /// <summary>
    /// Registers a user's loss by name, so that <see cref="GanTransformer.Loss"/> of a loaded model can return it (generation does not need it).
    /// Registering a name again replaces the earlier one.
    /// </summary>
    /// <param name="name">The name that <see cref="IGanLoss.Name"/> returns.</param>
    /// <param name="create">Creates the loss from its saved options (its public properties as JSON).</param>
    public static void Register(string name, Func<JsonElement, IGanLoss> create) => _registry.Register(name, create);

    internal static IGanLoss Create(string name, JsonElement options) => _registry.Create(name, options);
}
