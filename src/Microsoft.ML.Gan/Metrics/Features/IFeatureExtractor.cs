using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>Turns images into the features that distances are measured between, and class logits where it has classes.</summary>
internal interface IFeatureExtractor : IDisposable
{
    /// <summary>What it is, to the last weight: measures of features with different ids are never compared or mixed.</summary>
    string Id { get; }

    /// <summary>What it is, for people: for example <c>InceptionV3 (FID weights 1a2b3c4d, TensorFlow 1 resize)</c>.</summary>
    string Description { get; }

    /// <summary>D, the number of values in a feature.</summary>
    int FeatureSize { get; }

    /// <summary>Whether it tells classes apart, so that an inception score can be computed.</summary>
    bool HasLogits { get; }

    /// <param name="images">N×C×H×W in [-1, 1], on the extractor's device.</param>
    /// <returns>Features N×D and class logits N×K, null without <see cref="HasLogits"/>; they belong to the dispose scope in force. An image's result does not depend on the others in its batch.</returns>
    FeatureBatch Extract(Tensor images);
}

/// <param name="Features">N×D.</param>
/// <param name="Logits">N×K, for the inception score; null where the extractor knows no classes.</param>
internal readonly record struct FeatureBatch(Tensor Features, Tensor? Logits);
