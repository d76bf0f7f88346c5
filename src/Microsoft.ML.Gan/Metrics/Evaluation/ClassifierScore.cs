using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// How often a classifier gives images the class that they should have: of real images, how good it is; of generated ones, how
/// often the intended class can be seen in them.
/// </summary>
/// <param name="Confusion">How many images of the class of the row (intended) were given the class of the column (most probable), K×K.</param>
internal sealed record ClassifierScore(int[,] Confusion)
{
    private const int BatchSize = 256;

    /// <summary>K.</summary>
    public int ClassCount => Confusion.GetLength(0);

    /// <summary>The share of images whose most probable class is the intended one.</summary>
    public double Accuracy => (double)Classes.Sum(index => Confusion[index, index]) / Classes.Sum(Count);

    /// <summary>The same share for each class; not a number for a class without images.</summary>
    public IReadOnlyList<double> AccuracyByClass => [.. Classes.Select(index => (double)Confusion[index, index] / Count(index))];

    private IEnumerable<int> Classes => Enumerable.Range(0, ClassCount);

    /// <exception cref="ArgumentException">The images are not of the shape or the number of classes that the classifier knows.</exception>
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
            var judged = classifier.Logits(classifier.Features(tensor)).argmax(1).cpu().data<long>();
            for (var i = 0; i < count; i++)
                confusion[images.Label(start + i), judged[i]]++;
        }

        return new ClassifierScore(confusion);
    }

    private int Count(int intended) => Classes.Sum(judged => Confusion[intended, judged]);
}
