namespace Microsoft.ML.Gan.Data;

/// <summary>A finite set of images that can be gone through as often as needed, each time in the same order.</summary>
internal interface IImageSet
{
    ImageShape Shape { get; }

    int Count { get; }

    /// <summary>
    /// The numbers of the images in an order that depends on what they show, not on where they stand: what is drawn by it is
    /// the same however the rows are shuffled.
    /// </summary>
    IReadOnlyList<int> Order { get; }

    /// <summary>The class of each image, from 0; null where there are none.</summary>
    IReadOnlyList<int>? Classes { get; }

    /// <summary>How many classes there are; 0 where there are none.</summary>
    int ClassCount { get; }

    /// <summary>Goes through all images. What is given is valid until the next is asked for.</summary>
    IEnumerable<ImageSlice> Read(int batchSize, CancellationToken cancellationToken);
}

/// <summary>Images that follow one another in a set.</summary>
/// <param name="Start">The number of the first.</param>
/// <param name="Count">N.</param>
/// <param name="Pixels">N×H×W×C bytes.</param>
/// <param name="Conditions">N×K values; empty when there is no condition.</param>
internal readonly record struct ImageSlice(int Start, int Count, byte[] Pixels, float[] Conditions);
