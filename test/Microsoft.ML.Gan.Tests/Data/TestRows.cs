using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>Rows of 2×2 gray pictures; the number of a row is written all over it, so that a test can tell rows apart.</summary>
internal static class TestRows
{
    public static readonly ImageShape Shape = new(1, 2, 2);

    // An image column without a size cannot be declared by an attribute.
    static TestRows() => DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage));

    public static IDataView Bytes(int count, int classes = 3) => new MLContext(1).Data.LoadFromEnumerable(
        Enumerable.Range(0, count).Select(i => new ByteRow { Image = [(byte)i, (byte)i, (byte)i, (byte)(i / 256)], Label = (uint)(i % classes) }));

    public static IDataView Images(params MLImage?[] images) =>
        new MLContext(1).Data.LoadFromEnumerable(images.Select(image => new ImageRow { Image = image }));

    public static IDataView Floats(params float[][] rows) =>
        new MLContext(1).Data.LoadFromEnumerable(rows.Select(row => new FloatRow { Image = row }));

    public static MLImage Image(ImageShape shape, params byte[] pixels) => MLImagePixels.Create(pixels, shape);

    public static RowBatches Reader(IDataView data, int batchSize, int seed = 1, long memory = RowBatches.DefaultMemoryBudget, RowPosition start = default) =>
        Batches(data, ImageColumn.Create(data.Schema, "Image"), null, batchSize, seed, memory, start);

    /// <summary>Batches of one column of images and perhaps labels.</summary>
    public static RowBatches Batches(
        IDataView data,
        ImageColumn image,
        ConditionColumns? condition,
        int batchSize,
        int seed,
        long memoryBudget = RowBatches.DefaultMemoryBudget,
        RowPosition start = default,
        Action<string>? skipBadRows = null,
        bool balancesClasses = false,
        Action<string>? warn = null)
    {
        var rows = new LabeledRows(data, image, condition);
        return new RowBatches(
            rows.Source, batchSize, seed, memoryBudget, start, skipBadRows, balancesClasses ? new BalancedClasses(rows.Condition) : null, warn);
    }

    /// <summary>The numbers of the rows in the next batches, in the order in which they come.</summary>
    public static int[] Numbers(RowBatches reader, int batches)
    {
        var numbers = new List<int>();
        for (var i = 0; i < batches; i++)
        {
            var batch = reader.NextOnHost();
            for (var j = 0; j < batch.Count; j++)
                numbers.Add(batch.Pixels()[j * Shape.Length] + (256 * batch.Pixels()[(j * Shape.Length) + 3]));
        }

        return [.. numbers];
    }

    public sealed class ByteRow
    {
        [VectorType(1, 2, 2)]
        public byte[] Image { get; set; } = [];

        // ML.NET counts keys from 1, and the values of a field from 0.
        [KeyType(3)]
        public uint Label { get; set; }
    }

    public sealed class FloatRow
    {
        [VectorType(2, 2)]
        public float[] Image { get; set; } = [];
    }

    public sealed class ImageRow
    {
        public MLImage? Image { get; set; }
    }
}

/// <summary>The columns of a batch of images and labels.</summary>
internal static class LabeledBatch
{
    /// <summary>The pixels of the images, N×H×W×C.</summary>
    public static byte[] Pixels(this HostBatch batch) => batch.Values<ImageValues>(Batch.Real).Pixels;

    /// <summary>The shape of every image.</summary>
    public static ImageShape Shape(this HostBatch batch) => batch.Values<ImageValues>(Batch.Real).Shape;

    /// <summary>The conditions, N×K.</summary>
    public static float[] Conditions(this HostBatch batch) => batch.Values<ConditionValues>(Batch.Condition).Conditions;
}
