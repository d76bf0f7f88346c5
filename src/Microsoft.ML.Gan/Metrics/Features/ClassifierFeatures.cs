using System.Globalization;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>
/// Features of a small classifier that is trained on the real images themselves. They describe what tells these classes apart. They
/// suit images that are unlike photographs. Their distances cannot be compared with those of another extractor.
/// </summary>
internal sealed partial class ClassifierFeatures : IFeatureExtractor
{
    /// <summary>The share of the images that is held out to measure the classifier.</summary>
    public const double HeldOutShare = 0.1;

    private readonly ClassifierOptions _options;
    private readonly string _weightsHash;

    private ClassifierFeatures(ImageClassifier classifier, ClassifierOptions options, double? heldOutAccuracy)
    {
        (Classifier, _options, HeldOutAccuracy) = (classifier, options, heldOutAccuracy);
        _weightsHash = NetworkState.Sha256(classifier);
    }

    /// <inheritdoc/>
    public string Id =>
        $"classifier {Classifier.Image} {Classifier.ClassCount.ToString(CultureInfo.InvariantCulture)} {JsonSerializer.Serialize(_options)} {_weightsHash}";

    /// <inheritdoc/>
    public string Description
    {
        get
        {
            var accuracy = HeldOutAccuracy is { } known ? string.Create(CultureInfo.InvariantCulture, $"{100 * known:F1} % on held-out images, ") : "";
            return $"a classifier of {Classifier.ClassCount} classes trained on these data ({accuracy}weights {_weightsHash[..8].ToLowerInvariant()})";
        }
    }

    /// <inheritdoc/>
    public int FeatureSize => ImageClassifier.FeatureSize;

    /// <inheritdoc/>
    public bool HasClassLogits => true;

    /// <summary>The classifier. It is disposed with this extractor.</summary>
    public ImageClassifier Classifier { get; }

    /// <summary>
    /// The accuracy on held-out real images, in [0, 1]; null if there were too few images to hold any out. If it is near 1/K, the
    /// accuracy of guessing, the features measure nothing.
    /// </summary>
    public double? HeldOutAccuracy { get; }

    /// <summary>Trains a classifier on nine tenths of the images of each class and measures it on the rest.</summary>
    /// <inheritdoc cref="ClassifierTraining.Train"/>
    public static ClassifierFeatures Train(
        LabeledImages images,
        ClassifierOptions options,
        Device device,
        Action<ClassifierProgress>? report = null,
        CancellationToken cancellationToken = default)
    {
        var (kept, heldOut) = images.HoldOut(HeldOutShare, (ulong)options.Seed);
        var classifier = ClassifierTraining.Train(kept, options, device, report, cancellationToken);
        try
        {
            return new ClassifierFeatures(classifier, options, heldOut.Count > 0 ? ClassifierScore.Of(classifier, heldOut, cancellationToken).Accuracy : null);
        }
        catch
        {
            classifier.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public string? WhyNot(ImageShape image) => image == Classifier.Image ? null : $"the classifier was trained on images of {Classifier.Image}";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The images do not have the shape that the classifier was trained on.</exception>
    public FeatureBatch Extract(Tensor images)
    {
        var shape = Classifier.Image;
        if (images.dim() != 4 || images.shape[1] != shape.Channels || images.shape[2] != shape.Height || images.shape[3] != shape.Width)
            throw new ArgumentException($"The images are {string.Join('×', images.shape)}, but the classifier was trained on N×{shape}.", nameof(images));

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var features = Classifier.Features(images);
        return new FeatureBatch(features.MoveToOuterDisposeScope(), Classifier.Logits(features).MoveToOuterDisposeScope());
    }

    public void Dispose() => Classifier.Release();
}
