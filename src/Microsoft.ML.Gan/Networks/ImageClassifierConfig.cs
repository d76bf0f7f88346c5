namespace Microsoft.ML.Gan.Networks;

/// <summary>The configuration needed to create an <see cref="ImageClassifier"/>; saved as JSON.</summary>
internal sealed record ImageClassifierConfig
{
    public required ImageShape Image { get; init; }

    public required int ClassCount { get; init; }

    /// <summary>Weights that such a network has at least. Whatever the size of the images, the layers before the classes are of a bounded size.</summary>
    public long CountWeights() => (long)ClassCount * ImageClassifier.FeatureSize;

    /// <exception cref="ArgumentException">There is no such network.</exception>
    public ImageClassifier Create() => new(Image, ClassCount);
}
