namespace Microsoft.ML.Gan;

/// <summary>The place of a given image in a generator's latent space, as near as it was found (see <see cref="GanTransformer.Project"/>).</summary>
public sealed class GanProjection
{
    /// <summary>The place: a latent, or of a generator with styles the style that all layers have.</summary>
    public required GanLatent Latent { get; init; }

    /// <summary>The condition with which the latent makes the image; null of a model without, and where styles say it all.</summary>
    public required GanCondition? Condition { get; init; }

    /// <summary>What the generator makes of it: one image.</summary>
    public required GanImages Image { get; init; }

    /// <summary>How far that is from the given image: the root of the mean squared difference of pixels, in levels of 0…255.</summary>
    public required double Distance { get; init; }

    /// <summary>How far it was where the search began.</summary>
    public required double StartDistance { get; init; }
}

/// <summary>How to search for an image.</summary>
public sealed class GanProjectionOptions
{
    /// <summary>Steps of the optimizer.</summary>
    /// <value>Default: 1000.</value>
    public int Steps { get; set; } = 1000;

    /// <summary>Random latents to begin at; the best end is kept. A generator with styles begins at their mean, once.</summary>
    /// <value>Default: 8.</value>
    public int Starts { get; set; } = 8;

    /// <summary>The largest learning rate of the optimizer (Adam).</summary>
    /// <value>Default: 0.1.</value>
    public double LearningRate { get; set; } = 0.1;

    /// <summary>Decides everything that is random.</summary>
    /// <value>Default: 0.</value>
    public int Seed { get; set; }

    /// <summary>What the image shows; null of a model without a condition, or to search among random classes.</summary>
    /// <value>Default: null.</value>
    public GanCondition? Condition { get; set; }

    /// <summary>Ends the search with <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken CancellationToken { get; set; }

    internal void Validate()
    {
        Check.Positive(Steps);
        Check.Positive(Starts);
        Check.Positive(LearningRate);
    }
}
