using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;

namespace FashionMnist;

/// <summary>What the trained pipeline makes of rows that name a class.</summary>
internal static class Pictures
{
    /// <summary>The column of the pictures.</summary>
    public const string Column = "Generated";

    /// <summary>One row of pictures a class.</summary>
    public static void WriteGrid(MLContext ml, ITransformer model, IReadOnlyList<byte> classes, string path)
    {
        const int columns = 10;
        var asked = Enumerable.Range(0, classes.Count * columns).Select(i => new Ask { Label = classes[i / columns] });
        var images = Generate(ml, model, asked).ToArray();
        ImageGrid.Save(path, images, columns);
        foreach (var image in images)
            image.Dispose();
    }

    /// <summary>A generated dataset in the format of the real one, the classes in turn.</summary>
    public static void WriteIdx(MLContext ml, ITransformer model, IReadOnlyList<byte> classes, int perClass, string imagesPath, string labelsPath)
    {
        var asked = Enumerable.Range(0, classes.Count * perClass).Select(i => new Ask { Label = classes[i % classes.Count] }).ToArray();
        IdxFile.WriteImages(imagesPath, Disposing(Generate(ml, model, asked)));
        IdxFile.WriteLabels(labelsPath, asked.Select(row => row.Label));
    }

    private static IEnumerable<MLImage> Generate(MLContext ml, ITransformer model, IEnumerable<Ask> asked) =>
        model.Transform(ml.Data.LoadFromEnumerable(asked)).GetColumn<MLImage>(Column);

    // Ten thousand images need not be in memory at once.
    private static IEnumerable<MLImage> Disposing(IEnumerable<MLImage> images)
    {
        foreach (var image in images)
        {
            using (image)
                yield return image;
        }
    }
}
