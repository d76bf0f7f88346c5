using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>Opens feature extractors and trains classifiers, each once, and owns them.</summary>
/// <param name="folder">The folder of trained classifiers; null to keep none.</param>
/// <param name="device">The device.</param>
/// <param name="channels">The channels of the images that extractors get. Gray images are repeated in as many.</param>
/// <param name="warn">Receives warnings.</param>
/// <param name="progress">Receives the progress of trainings.</param>
/// <param name="cancellationToken">Cancels a training.</param>
internal sealed class FeatureExtractors(
    string? folder, Device device, int channels, Action<string> warn, EvaluationProgress progress, CancellationToken cancellationToken) : IDisposable
{
    /// <summary>The most bytes of images that a classifier is trained on; of more images it takes a random sample.</summary>
    private const long MostBytes = 1 << 30;

    /// <summary>The lowest accuracy of a useful classifier, as a multiple of the accuracy of guessing.</summary>
    private const double LeastGain = 2;

    private readonly Dictionary<(IImageSet, ClassifierOptions), ClassifierFeatures> _classifiers = [];
    private readonly List<IFeatureExtractor> _opened = [];

    /// <summary>Opens the extractor of these features. This object owns it.</summary>
    /// <param name="features">The features.</param>
    /// <param name="images">The real images, which a classifier is trained on.</param>
    /// <exception cref="InvalidOperationException">
    /// A classifier is to be trained, and the images have no classes; or the extractor cannot take images of this shape.
    /// </exception>
    /// <exception cref="FileNotFoundException">There is no file of weights.</exception>
    /// <exception cref="InvalidDataException">The weights cannot be read.</exception>
    public IFeatureExtractor Open(GanFeatures features, IImageSet images)
    {
        IFeatureExtractor extractor = features switch
        {
            GanFeatures.ResNet18Network resNet18 => Own(ResNet18Features.Load(resNet18.Path, resNet18.Side, device)),
            GanFeatures.InceptionNetwork inception => Own(InceptionFeatures.Load(inception.WeightsPath, inception.Resize, inception.Pooling, device)),
            GanFeatures.UserExtractor user => Own(new CheckedExtractor(user.Extractor, ownsExtractor: false)),
            GanFeatures.UserExtractorFactory factory => Own(Create(factory)),
            GanFeatures.TrainedClassifier trained => UsefulClassifier(images, trained.Options),
            _ => throw new ArgumentException($"Unknown features: {features}.", nameof(features)),
        };
        var shape = images.Shape with { Channels = channels };
        return extractor.WhyNot(shape) is { } problem
            ? throw new InvalidOperationException($"The feature extractor '{extractor.Id}' does not take images of {shape}: {problem}.")
            : extractor;
    }

    /// <summary>A classifier trained on these images, with these options. This object owns it.</summary>
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
        return Own(trained);
    }

    /// <summary>Trains a classifier on real images and one on generated images, and tests each on the other images.</summary>
    /// <param name="training">The real images to train on; null to train on nine tenths of <paramref name="real"/> and test on the rest.</param>
    /// <param name="real">The real images to test on.</param>
    /// <param name="generated">The generated images.</param>
    /// <param name="options">How both classifiers are trained.</param>
    public ClassifierTransfer Transfer(IImageSet? training, IImageSet real, IImageSet generated, ClassifierOptions options)
    {
        var heldOut = Labeled(real);
        if (training is null && heldOut.HoldOut(ClassifierFeatures.HeldOutShare, (ulong)options.Seed).HeldOut is { Count: > 0 } rest)
            heldOut = rest;
        var ofReal = Classifier(training ?? real, options).Classifier;
        progress.Begin("training a classifier on generated images", options.Steps(generated.Count));
        return ClassifierTransfer.Measure(ofReal, heldOut, Labeled(generated), options, Report, cancellationToken);
    }

    public void Dispose()
    {
        foreach (var extractor in _opened)
            extractor.Dispose();
    }

    private ClassifierFeatures UsefulClassifier(IImageSet images, ClassifierOptions options)
    {
        var classifier = Classifier(images, options);
        if (classifier.HeldOutAccuracy is { } accuracy && accuracy < Math.Min(LeastGain / images.ClassCount, 0.75))
        {
            warn(
                $"The classifier that computes the features has an accuracy of only {100 * accuracy:F1} % on held-out images; guessing has " +
                $"{100.0 / images.ClassCount:F1} %. Distances between its features say little.");
        }

        return classifier;
    }

    private CheckedExtractor Create(GanFeatures.UserExtractorFactory factory)
    {
        var created = factory.Create(device) ?? throw new InvalidOperationException($"The factory given to {nameof(GanFeatures)}.{nameof(GanFeatures.From)} returned null.");
        try
        {
            return new CheckedExtractor(created, ownsExtractor: true);
        }
        catch
        {
            created.Dispose();
            throw;
        }
    }

    private TExtractor Own<TExtractor>(TExtractor extractor)
        where TExtractor : IFeatureExtractor
    {
        _opened.Add(extractor);
        return extractor;
    }

    /// <summary>The images with their classes, in memory, in the order that does not depend on that of the rows.</summary>
    /// <exception cref="InvalidOperationException">The images have no classes.</exception>
    private LabeledImages Labeled(IImageSet images)
    {
        if (images.Classes is not { } classes)
        {
            throw new InvalidOperationException(
                "A classifier of the real images is to compute the features, but they have no classes: name a label column (a key) to train it on, " +
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
