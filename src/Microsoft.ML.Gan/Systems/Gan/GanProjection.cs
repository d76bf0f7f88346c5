namespace Microsoft.ML.Gan;

/// <summary>The result of projecting an image into a generator's latent space (see <see cref="GanTransformer.Project"/>).</summary>
public sealed class GanProjection
{
    /// <summary>The latent, or, for a generator with styles, the style of all layers.</summary>
    public required GanLatent Latent { get; init; }

    /// <summary>The condition that belongs to the latent; null if the model has none or the latent is styles.</summary>
    public required GanCondition? Condition { get; init; }

    /// <summary>The image generated from the latent.</summary>
    public required GanImages Image { get; init; }

    /// <summary>The root mean square difference from the given image's pixels, in levels of 0…255.</summary>
    public required double Distance { get; init; }

    /// <summary>The difference at the start of the search.</summary>
    public required double StartDistance { get; init; }
}

/// <summary>Options of a projection.</summary>
public sealed class GanProjectionOptions
{
    /// <summary>Steps of the optimizer.</summary>
    /// <value>Default: 1000.</value>
    public int Steps { get; set; } = 1000;

    /// <summary>The number of random latents to start from; the best result is kept. A generator with styles starts once, from the mean
    /// style.</summary>
    /// <value>Default: 8.</value>
    public int Starts { get; set; } = 8;

    /// <summary>The largest learning rate of the optimizer (Adam).</summary>
    /// <value>Default: 0.1.</value>
    public double LearningRate { get; set; } = 0.1;

    /// <summary>The random seed.</summary>
    /// <value>Default: 0.</value>
    public int Seed { get; set; }

    /// <summary>The condition of the image; null if the model has none, or to start from random classes.</summary>
    /// <value>Default: null.</value>
    public GanCondition? Condition { get; set; }

    /// <summary>Cancels the search, which then throws <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken CancellationToken { get; set; }

    internal void Validate()
    {
        Check.Positive(Steps);
        Check.Positive(Starts);
        Check.Positive(LearningRate);
    }
}
