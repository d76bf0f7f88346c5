namespace Microsoft.ML.Gan;

/// <summary>
/// What a paper trains an architecture or a loss with. Each setting is used where the options of a training leave it open.
/// </summary>
/// <remarks>
/// <para>The rule, for each setting by itself: what the options set; else the recipe of the loss, if the options chose the loss; else the
/// architecture's recipe, then the recipe of the loss that it names; else DCGAN's settings (non-saturating loss, Adam 0.0002 (0.5, 0.999),
/// one discriminator step) and this library's average (a half-life of 10 kimg).</para>
/// <para>Regularizers: those of the recipes are used together with those of the options. A loss that the options chose and that brings
/// regularizers takes the place of the architecture's. A regularizer of the options takes the place of one of the same name. The log
/// says what was used and where it came from.</para>
/// <para>Augmentation is no part of a recipe: it depends on how many images there are.</para>
/// </remarks>
public sealed record GanRecipe
{
    /// <summary>A recipe without any setting.</summary>
    public static GanRecipe Empty { get; } = new();

    /// <summary>The adversarial loss; null if the recipe leaves it open. Not used of a loss's own recipe.</summary>
    public IGanLoss? Loss { get; init; }

    /// <summary>Regularizers that belong to it.</summary>
    public IReadOnlyList<IGanRegularizer> Regularizers { get; init; } = [];

    /// <summary>Discriminator steps for each generator step; null if the recipe leaves it open.</summary>
    public int? DiscriminatorSteps { get; init; }

    /// <summary>The generator's optimizer; null if the recipe leaves it open.</summary>
    public GanOptimizer? GeneratorOptimizer { get; init; }

    /// <summary>The discriminator's optimizer; null if the recipe leaves it open.</summary>
    public GanOptimizer? DiscriminatorOptimizer { get; init; }

    /// <summary>The exponential moving average of the generator's weights; null if the recipe leaves it open.</summary>
    public GanEma? Ema { get; init; }

    /// <summary>A recipe with one optimizer for both networks.</summary>
    public static GanRecipe WithOptimizer(GanOptimizer optimizer) => new() { GeneratorOptimizer = optimizer, DiscriminatorOptimizer = optimizer };
}

/// <summary>The size of a training, on which some settings of a recipe depend.</summary>
/// <param name="Image">The shape of the images.</param>
/// <param name="BatchSize">Images in a batch.</param>
/// <param name="Kimg">The length of the training: thousands of real images shown to the discriminator.</param>
public readonly record struct GanTrainingSize(ImageShape Image, int BatchSize, double Kimg);
