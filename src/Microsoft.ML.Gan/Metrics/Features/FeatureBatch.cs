using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>The result of an <see cref="IFeatureExtractor"/> for a batch of N images.</summary>
/// <param name="Features">The feature vectors, N×D, finite.</param>
/// <param name="ClassLogits">
/// The class logits, N×K, whose softmax are probabilities (the logarithms of probabilities are such logits); null if
/// <see cref="IFeatureExtractor.HasClassLogits"/> is false.
/// </param>
public readonly record struct FeatureBatch(Tensor Features, Tensor? ClassLogits = null);
