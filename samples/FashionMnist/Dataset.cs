using Microsoft.ML;

namespace FashionMnist;

/// <summary>The real images, as Zalando published them.</summary>
internal static class Dataset
{
    public static IDataView Load(MLContext ml, string folder) =>
        ml.Data.LoadFromIdx(Find(folder, "train-images-idx3-ubyte"), Find(folder, "train-labels-idx1-ubyte"));

    private static string Find(string folder, string name)
    {
        // Kaggle's copies have a dot before 'idx'.
        string[] names = [name + ".gz", name, name.Replace("-idx", ".idx", StringComparison.Ordinal)];
        return names.Select(one => Path.Combine(folder, one)).FirstOrDefault(File.Exists) ?? throw new FileNotFoundException(
            $"'{Path.Combine(folder, names[0])}' is not there. Debian has the images in the package dataset-fashion-mnist; with images from elsewhere, give their folder as --data.");
    }
}
