using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>Opens extractors and trains classifiers, each once, and owns them.</summary>
/// <param name="folder">Where classifiers are kept; null for nowhere.</param>
/// <param name="device">Where to compute.</param>
/// <param name="channels">Gray images are shown in so many channels.</param>
/// <param name="warn">Is told what is noteworthy.</param>
/// <param name="progress">Receives the progress of trainings.</param>
/// <param name="cancellationToken">Ends a training.</param>
internal sealed class FeatureExtractors(
    string? folder, Device device, int channels, Action<string> warn, EvaluationProgress progress, CancellationToken cancellationToken) : IDisposable
{
    /// <summary>A classifier is trained on no more than this; a sample will do then.</summary>
    private const long MostBytes = 1 << 30;

    /// <summary>Below so many times the accuracy of guessing, a classifier's features say little.</summary>
    private const double LeastGain = 2;

    private readonly Dictionary<(IImageSet, ClassifierOptions), ClassifierFeatures> _classifiers = [];
    private readonly List<IFeatureExtractor> _opened = [];

    /// <summary>Opens what is asked for. It stays this object's to dispose.</summary>
    /// <param name="features">What is asked for.</param>
    /// <param name="images">The real images, which a classifier is trained on.</param>
    /// <exception cref="InvalidOperationException">A classifier is needed, and the images have no classes.</exception>
    /// <exception cref="FileNotFoundException">The weights are not there.</exception>
    /// <exception cref="InvalidDataException">The weights cannot be read.</exception>
    public IFeatureExtractor Open(GanFeatures features, IImageSet images)
    {
        if (features is GanFeatures.ResNet18Network resNet18)
        {
            var opened = ResNet18Features.Load(resNet18.Path, resNet18.Side, device);
            _opened.Add(opened);
            return opened;
        }

        if (features is GanFeatures.InceptionNetwork network)
        {
            var inception = InceptionFeatures.Load(network.WeightsPath, network.Resize, network.Pooling, device);
            _opened.Add(inception);
            return inception;
        }

        var options = (features as GanFeatures.TrainedClassifier)?.Options ?? new ClassifierOptions();
        var classifier = Classifier(images, options);
        if (classifier.HeldOutAccuracy is { } accuracy && accuracy < Math.Min(LeastGain / images.ClassCount, 0.75))
        {
            warn(
                $"The classifier that makes the features names the class of only {100 * accuracy:F1} % of held-out images; guessing would name " +
                $"{100.0 / images.ClassCount:F1} %. Distances between its features say little.");
        }

        return classifier;
    }

    /// <summary>A classifier trained on these images. It stays this object's to dispose.</summary>
    /// <exception cref="InvalidOperationException">The images have no classes.</exception>
    public ClassifierFeatures Classifier(IImageSet images, ClassifierOptions options)
    {
        if (_classifiers.TryGetValue((images, options), out var known))
            return known;
        var labeled = Labeled(images);
        progress.Begin("training a classifier on real images", options.Steps(labeled.Count));
        var trained = folder is null
            ? ClassifierFeatures.Train(labeled, options, device, Report, cancellationToken)
            : new ClassifierCache(folder, warn).GetOrTrain(labeled, options, device, Report, cancellationToken);
        _classifiers.Add((images, options), trained);
        _opened.Add(trained);
        return trained;
    }

    /// <summary>What classifiers trained on real and on generated images say of the others.</summary>
    /// <param name="training">The real images to train on; null to train on nine tenths of <paramref name="real"/> and test on the rest.</param>
    /// <param name="real">The real images to test on.</param>
    /// <param name="generated">The generated images.</param>
    /// <param name="options">How classifiers are trained.</param>
    public ClassifierTransfer Transfer(IImageSet? training, IImageSet real, IImageSet generated, ClassifierOptions options)
    {
        var heldOut = Labeled(real);
        if (training is null && heldOut.HoldOut(ClassifierFeatures.HeldOutShare, (ulong)options.Seed).HeldOut is { Count: > 0 } rest)
            heldOut = rest;
        var ofReal = Classifier(training ?? real, options).Classifier;
        progress.Begin("training a classifier on generated images", options.Steps(generated.Count));
        return ClassifierTransfer.Measure(ofReal, heldOut, Labeled(generated), options, Report, cancellationToken);
    }

    /// <summary>The images with their classes, in memory; in the order that does not depend on the rows'.</summary>
    /// <exception cref="InvalidOperationException">The images have no classes.</exception>
    public LabeledImages Labeled(IImageSet images)
    {
        if (images.Classes is not { } classes)
        {
            throw new InvalidOperationException(
                "A classifier of the real images is to make the features, but they have no classes: name a label column (a key) to train it on, " +
                "or take other features (GanFeatures.ResNet18, GanFeatures.Inception).");
        }

        var shape = images.Shape with { Channels = channels };
        var count = (int)Math.Min(images.Count, MostBytes / shape.Length);
        var places = new Dictionary<int, int>(count);
        foreach (var image in images.Order.Take(count))
            places.Add(image, places.Count);
        var (pixels, labels) = (new byte[count * shape.Length], new int[count]);
        foreach (var slice in images.Read(256, cancellationToken))
        {
            for (var i = 0; i < slice.Count; i++)
            {
                if (!places.TryGetValue(slice.Start + i, out var place))
                    continue;
                labels[place] = classes[slice.Start + i];
                Copy(slice.Pixels.AsSpan(i * images.Shape.Length, images.Shape.Length), pixels.AsSpan(place * shape.Length, shape.Length));
            }
        }

        return new LabeledImages(pixels, labels, images.ClassCount, shape);
    }

    public void Dispose()
    {
        foreach (var extractor in _opened)
            extractor.Dispose();
    }

    private void Report(ClassifierProgress training) => progress.At(training.Step);

    private static void Copy(ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (source.Length == target.Length)
        {
            source.CopyTo(target);
            return;
        }

        for (var i = 0; i < source.Length; i++)
            target.Slice(3 * i, 3).Fill(source[i]);
    }
}
