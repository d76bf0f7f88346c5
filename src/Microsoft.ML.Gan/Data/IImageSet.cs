namespace Microsoft.ML.Gan.Data;

/// <summary>A finite set of images that can be read repeatedly, in the same order.</summary>
internal interface IImageSet
{
    ImageShape Shape { get; }

    int Count { get; }

    /// <summary>
    /// The indices of the images in an order that depends only on their content, so that random draws by it do not depend on the order of rows.
    /// </summary>
    IReadOnlyList<int> Order { get; }

    /// <summary>The class of each image, from 0; null without classes.</summary>
    IReadOnlyList<int>? Classes { get; }

    /// <summary>The number of classes; 0 without classes.</summary>
    int ClassCount { get; }

    /// <summary>Enumerates all images. A batch is valid until the next one is requested.</summary>
    IEnumerable<ImageSlice> Read(int batchSize, CancellationToken cancellationToken);
}

/// <summary>Images that follow one another in a set.</summary>
/// <param name="Start">The number of the first.</param>
/// <param name="Count">N.</param>
/// <param name="Pixels">N×H×W×C bytes.</param>
/// <param name="Conditions">N×K values; empty when there is no condition.</param>
internal readonly record struct ImageSlice(int Start, int Count, byte[] Pixels, float[] Conditions);
