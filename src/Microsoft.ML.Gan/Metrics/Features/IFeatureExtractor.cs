using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Turns images into the feature vectors that metrics compare, and into class logits if it knows classes.
/// <see cref="GanFeatures.From(IFeatureExtractor)"/> and <see cref="GanFeatures.From(Func{Device, IFeatureExtractor})"/> use one of your own.
/// </summary>
public interface IFeatureExtractor : IDisposable
{
    /// <summary>
    /// Names the kind of extractor, its options and a hash of its weights, and changes whenever features change. Features of
    /// extractors with different ids are never compared; features of real images are cached by it.
    /// </summary>
    string Id { get; }

    /// <summary>The extractor in words, for logs and results: for example <c>InceptionV3 (FID weights 1a2b3c4d, TensorFlow 1 resize)</c>.</summary>
    string Description => Id;

    /// <summary>The number of values in a feature vector, D; above 0.</summary>
    int FeatureSize { get; }

    /// <summary>Whether <see cref="Extract"/> gives class logits, which the inception score needs.</summary>
    bool HasClassLogits => false;

    /// <summary>The reason why images of this shape cannot be taken; null if they can.</summary>
    /// <param name="image">The shape of every image, C×H×W. Gray images have three equal channels if other images are in colour.</param>
    string? WhyNot(ImageShape image) => null;

    /// <summary>Computes the features of a batch. The features of an image must not depend on the other images in its batch.</summary>
    /// <param name="images">N×C×H×W, float32 in [-1, 1], with the values of 8-bit pixels, on the device of the evaluation.</param>
    /// <returns>Features and class logits; the tensors belong to the current dispose scope.</returns>
    FeatureBatch Extract(Tensor images);
}
