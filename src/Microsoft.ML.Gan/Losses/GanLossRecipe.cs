namespace Microsoft.ML.Gan;

/// <summary>What a loss's paper prescribes beside the loss; each part is used where the user's options say nothing else.</summary>
public sealed record GanLossRecipe
{
    internal static GanLossRecipe Default { get; } = new();

    /// <summary>Regularizers that belong to the loss; they come before the user's own.</summary>
    public IReadOnlyList<IGanRegularizer> Regularizers { get; init; } = [];

    /// <summary>Discriminator steps for each generator step.</summary>
    /// <value>Default: 1.</value>
    public int DiscriminatorSteps { get; init; } = 1;

    /// <summary>The optimizer of both networks.</summary>
    /// <value>Default: Adam, learning rate 0.0002, β 0.5 and 0.999 (Radford et al., 2016).</value>
    public GanOptimizer Optimizer { get; init; } = GanOptimizer.Adam();
}
