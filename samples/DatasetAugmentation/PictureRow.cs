using Microsoft.ML;
using Microsoft.ML.Data;

namespace DatasetAugmentationSample;

/// <summary>One gray picture of 28×28 pixels and its class, 0 to 9.</summary>
public sealed class PictureRow
{
    public const int Side = 28;
    public const int Classes = 10;

    [VectorType(1, Side, Side)]
    public byte[] Image { get; set; } = [];

    [KeyType(Classes)]
    public uint Label { get; set; }

    /// <summary>Reads a pair of IDX files.</summary>
    public static PictureRow[] Load(MLContext ml, string images, string labels) =>
        [.. ml.Data.CreateEnumerable<IdxRow>(ml.Data.LoadFromIdx(images, labels), reuseRowObject: false).Select(Of)];

    private static PictureRow Of(IdxRow row)
    {
        using var image = row.Image;
        var pixels = image.Pixels; // four bytes each; of a gray picture the first three are equal
        var gray = new byte[Side * Side];
        for (var i = 0; i < gray.Length; i++)
            gray[i] = pixels[4 * i];
        return new PictureRow { Image = gray, Label = row.Label };
    }

    private sealed class IdxRow
    {
        [Microsoft.ML.Transforms.Image.ImageType(Side, Side)]
        public MLImage Image { get; set; } = null!;

        public byte Label { get; set; }
    }
}
