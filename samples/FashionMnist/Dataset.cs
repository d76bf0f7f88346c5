using Microsoft.ML;
using Microsoft.ML.Data;

namespace FashionMnist;

/// <summary>The real images, as Zalando published them, or others in the same format.</summary>
/// <param name="View">The columns Image and Label.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Size">Pixels, height by width.</param>
/// <param name="Classes">The labels that occur, in order.</param>
internal sealed record Dataset(IDataView View, long Count, string Size, IReadOnlyList<byte> Classes)
{
    public static Dataset Load(MLContext ml, string folder)
    {
        var view = ml.Data.LoadFromIdx(Find(folder, "train-images-idx3-ubyte"), Find(folder, "train-labels-idx1-ubyte"));
        using var first = view.GetColumn<MLImage>("Image").FirstOrDefault()
            ?? throw new InvalidDataException($"'{folder}' holds no images.");
        if (!IsGray(first.Pixels))
            throw new InvalidDataException($"'{folder}' holds images in colour; the demo is for gray ones.");
        byte[] classes = [.. view.GetColumn<byte>("Label").Distinct().Order()];
        return new Dataset(view, view.GetRowCount()!.Value, $"{first.Height}×{first.Width}", classes);
    }

    private static bool IsGray(ReadOnlySpan<byte> pixels)
    {
        for (var i = 0; i < pixels.Length; i += 4)
        {
            if (pixels[i] != pixels[i + 1] || pixels[i] != pixels[i + 2])
                return false;
        }

        return true;
    }

    private static string Find(string folder, string name)
    {
        // Kaggle's copies have a dot before 'idx'.
        string[] names = [name + ".gz", name, name.Replace("-idx", ".idx", StringComparison.Ordinal)];
        return names.Select(one => Path.Combine(folder, one)).FirstOrDefault(File.Exists) ?? throw new FileNotFoundException(
            $"'{Path.Combine(folder, names[0])}' is not there. Debian has the images in the package dataset-fashion-mnist; with images from elsewhere, give their folder as --data.");
    }
}
