namespace Microsoft.ML.Gan;

/// <summary>
/// The training settings of the paper of an architecture or a loss. They are used where the training's options are not set.
/// </summary>
/// <remarks>
/// <para>Each setting is taken from the first of these that has it: the options; the recipe of the loss, if the options chose the loss; the
/// architecture's recipe; the recipe of the loss that the architecture names; DCGAN's settings (non-saturating loss, Adam 0.0002 (0.5, 0.999), one
/// discriminator step) and this library's EMA (a half-life of 10 kimg).</para>
/// <para>Regularizers: those of the recipes are used together with those of the options. The regularizers of a loss chosen by the options replace the
/// architecture's. A regularizer of the options replaces one of the same name. The log says which settings were used and where they came from.</para>
/// <para>Augmentation is not part of a recipe, because it depends on the number of images.</para>
/// </remarks>
public sealed record GanRecipe
{
    /// <summary>A recipe without any setting.</summary>
    public static GanRecipe Empty { get; } = new();

    /// <summary>The adversarial loss; null if the recipe has none. Ignored in a loss's recipe.</summary>
    public IGanLoss? Loss { get; init; }

    /// <summary>Regularizers that belong to it.</summary>
    public IReadOnlyList<IGanRegularizer> Regularizers { get; init; } = [];

    /// <summary>Discriminator steps per generator step; null if the recipe has none.</summary>
    public int? DiscriminatorSteps { get; init; }

    /// <summary>The generator's optimizer; null if the recipe has none.</summary>
    public GanOptimizer? GeneratorOptimizer { get; init; }

    /// <summary>The discriminator's optimizer; null if the recipe has none.</summary>
    public GanOptimizer? DiscriminatorOptimizer { get; init; }

    /// <summary>The exponential moving average of the generator's weights; null if the recipe has none.</summary>
    public GanEma? Ema { get; init; }

    /// <summary>A recipe with one optimizer for both networks.</summary>
    public static GanRecipe WithOptimizer(GanOptimizer optimizer) => new() { GeneratorOptimizer = optimizer, DiscriminatorOptimizer = optimizer };
}

/// <summary>The size of a training, on which some settings of a recipe depend.</summary>
/// <param name="Image">The shape of the images.</param>
/// <param name="BatchSize">Images per batch.</param>
/// <param name="Kimg">The length of the training: thousands of real images shown to the discriminator.</param>
public readonly record struct GanTrainingSize(ImageShape Image, int BatchSize, double Kimg);
