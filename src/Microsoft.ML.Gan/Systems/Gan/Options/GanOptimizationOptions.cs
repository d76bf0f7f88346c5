namespace Microsoft.ML.Gan;

/// <summary>How the weights of the two networks are updated. Unset options come from the recipes of loss and architecture (see <see
/// cref="GanRecipe"/>). A group of <see cref="GanEstimator.Options"/>.</summary>
public sealed class GanOptimizationOptions
{
    /// <summary>The generator's optimizer; null for the one of the recipes (see <see cref="GanRecipe"/>).</summary>
    /// <value>Default: null.</value>
    public GanOptimizer? Generator { get; set; }

    /// <summary>The discriminator's optimizer; null for the one of the recipes.</summary>
    /// <value>Default: null.</value>
    public GanOptimizer? Discriminator { get; set; }

    /// <summary>Discriminator steps per generator step; null for the number of the recipes.</summary>
    /// <value>Default: null.</value>
    public int? DiscriminatorSteps { get; set; }

    /// <summary>The exponential moving average of the generator's weights, which the model generates with; set it to null to use the last
    /// weights.</summary>
    /// <value>Default: that of the recipes, else a half-life of 10 kimg.</value>
    public GanEma? Ema
    {
        get;
        set
        {
            field = value;
            IsEmaSet = true;
        }
    } = new();

    /// <summary>Whether <see cref="Ema"/> was set; if not, the recipes decide.</summary>
    internal bool IsEmaSet { get; private set; }

    /// <summary>Unrolls the discriminator for some steps in the generator's loss (unrolled GAN); null to disable it.</summary>
    /// <value>Default: null.</value>
    public GanUnrolling? Unrolling { get; set; }

    internal GanOptimizationOptions Copy() => (GanOptimizationOptions)MemberwiseClone();

    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
    internal void Validate(string group)
    {
        Generator?.Validate($"{group}.{nameof(Generator)}");
        Discriminator?.Validate($"{group}.{nameof(Discriminator)}");
        Check.Positive(DiscriminatorSteps ?? 1, $"{group}.{nameof(DiscriminatorSteps)}");
        Ema?.Validate($"{group}.{nameof(Ema)}");
        Unrolling?.Validate($"{group}.{nameof(Unrolling)}");
    }
}
