using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Microsoft.ML.Gan.Data;

/// <summary>Images in memory, each of a class: bytes N×H×W×C and N classes in 0 … K − 1. A selection shares the pixels.</summary>
internal sealed class LabeledImages
{
    private readonly byte[] _pixels;
    private readonly int[] _labels;
    private readonly int[] _rows;

    /// <param name="pixels">N×H×W×C; kept, not copied.</param>
    /// <param name="labels">N classes; kept, not copied.</param>
    /// <param name="classCount">K.</param>
    /// <param name="shape">The shape of every image.</param>
    /// <exception cref="ArgumentException">The images are not all of this shape, or a class is not in 0 … K − 1.</exception>
    public LabeledImages(byte[] pixels, int[] labels, int classCount, ImageShape shape)
    {
        Check.That(classCount >= 2, nameof(classCount), $"must be at least 2, but is {classCount}: with fewer there is nothing to tell apart");
        if (labels.Length == 0)
            throw new ArgumentException("There are no images.", nameof(labels));
        if (pixels.LongLength != (long)labels.Length * shape.Length)
        {
            throw new ArgumentException(
                $"{labels.Length} images of {shape} have {(long)labels.Length * shape.Length} bytes, but {pixels.LongLength} are there: all images must be of one size, with one class each.",
                nameof(pixels));
        }

        var wrong = Array.FindIndex(labels, label => label < 0 || label >= classCount);
        if (wrong >= 0)
            throw new ArgumentOutOfRangeException(nameof(labels), $"The class of image {wrong} is {labels[wrong]}; classes are 0 to {classCount - 1}.");
        (_pixels, _labels, ClassCount, Shape) = (pixels, labels, classCount, shape);
        _rows = [.. Enumerable.Range(0, labels.Length)];
    }

    private LabeledImages(LabeledImages all, int[] rows) =>
        (_pixels, _labels, ClassCount, Shape, _rows) = (all._pixels, all._labels, all.ClassCount, all.Shape, rows);

    /// <summary>N.</summary>
    public int Count => _rows.Length;

    /// <summary>K.</summary>
    public int ClassCount { get; }

    public ImageShape Shape { get; }

    /// <summary>The pixels of one image, H×W×C.</summary>
    public ReadOnlySpan<byte> Pixels(int index) => _pixels.AsSpan(_rows[index] * Shape.Length, Shape.Length);

    public int Label(int index) => _labels[_rows[index]];

    /// <summary>Some of the images, by index.</summary>
    public LabeledImages Take(IEnumerable<int> indices) => new(this, [.. indices.Select(index => _rows[index])]);

    /// <summary>
    /// Splits the images in two, class by class. Of each class with at least two images, a share (at least one) is held out, by a draw that depends
    /// only on the seed.
    /// </summary>
    public (LabeledImages Kept, LabeledImages HeldOut) HoldOut(double share, ulong seed)
    {
        var heldOut = new HashSet<int>();
        foreach (var group in Enumerable.Range(0, Count).GroupBy(Label))
        {
            int[] members = [.. group];
            if (members.Length < 2)
                continue;
            var order = new int[members.Length];
            var random = new CounterRandom(seed, RandomStreams.HeldOut, (ulong)group.Key);
            random.Permute(order);
            heldOut.UnionWith(order.Take(Math.Max(1, (int)(share * members.Length))).Select(place => members[place]));
        }

        return (Take(Enumerable.Range(0, Count).Where(index => !heldOut.Contains(index))), Take(heldOut.Order()));
    }

    /// <summary>Adds everything that a training uses of the images, in their order.</summary>
    public void AppendTo(IncrementalHash hash)
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        foreach (var size in (ReadOnlySpan<int>)[Count, Shape.Height, Shape.Width, Shape.Channels, ClassCount])
            Append(hash, size, number);
        for (var i = 0; i < Count; i++)
        {
            Append(hash, Label(i), number);
            hash.AppendData(Pixels(i));
        }
    }

    private static void Append(IncrementalHash hash, int value, Span<byte> number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(number, value);
        hash.AppendData(number);
    }
}
