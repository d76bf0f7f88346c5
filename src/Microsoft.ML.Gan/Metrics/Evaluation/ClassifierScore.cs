using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>
/// The rate at which a classifier gives images their intended class: its accuracy for real images, the intended class rate for generated ones.
/// </summary>
/// <param name="Confusion">K×K: the number of images with the class of the row (intended) that got the class of the column (most probable).</param>
internal sealed record ClassifierScore(int[,] Confusion)
{
    private const int BatchSize = 256;

    /// <summary>K.</summary>
    public int ClassCount => Confusion.GetLength(0);

    /// <summary>The share of images whose most probable class is the intended one.</summary>
    public double Accuracy => (double)Classes.Sum(index => Confusion[index, index]) / Classes.Sum(Count);

    /// <summary>The same share for each class; NaN for a class without images.</summary>
    public IReadOnlyList<double> AccuracyByClass => [.. Classes.Select(index => (double)Confusion[index, index] / Count(index))];

    private IEnumerable<int> Classes => Enumerable.Range(0, ClassCount);

    /// <summary>Classifies all images.</summary>
    /// <exception cref="ArgumentException">The images have another shape or number of classes than the classifier was trained on.</exception>
    public static ClassifierScore Of(ImageClassifier classifier, LabeledImages images, CancellationToken cancellationToken = default)
    {
        if (images.Shape != classifier.Image || images.ClassCount != classifier.ClassCount)
        {
            throw new ArgumentException(
                $"The images are {images.Shape} of {images.ClassCount} classes, but the classifier was trained on {classifier.Image} of {classifier.ClassCount}.",
                nameof(images));
        }

        var confusion = new int[images.ClassCount, images.ClassCount];
        var length = images.Shape.Length;
        for (var start = 0; start < images.Count; start += BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var noGradient = no_grad();
            var count = Math.Min(BatchSize, images.Count - start);
            var pixels = new byte[count * length];
            for (var i = 0; i < count; i++)
                images.Pixels(start + i).CopyTo(pixels.AsSpan(i * length));
            var tensor = Pixels.ToTensor(pixels, count, images.Shape, classifier.Device);
            var predicted = classifier.Logits(classifier.Features(tensor)).argmax(1).cpu().data<long>();
            for (var i = 0; i < count; i++)
                confusion[images.Label(start + i), predicted[i]]++;
        }

        return new ClassifierScore(confusion);
    }

    private int Count(int intended) => Classes.Sum(predicted => Confusion[intended, predicted]);
}
