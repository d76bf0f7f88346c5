using Microsoft.ML;

namespace FashionMnist;

/// <summary>The real images, as Zalando published them.</summary>
internal static class Dataset
{
    public static IDataView Load(MLContext ml, string folder) =>
        ml.Data.LoadFromIdx(Find(folder, "train-images-idx3-ubyte"), Find(folder, "train-labels-idx1-ubyte"));

    private static string Find(string folder, string name)
    {
        string packed = Path.Combine(folder, name + ".gz"), plain = Path.Combine(folder, name);
        if (File.Exists(packed))
            return packed;
        if (File.Exists(plain))
            return plain;
        throw new FileNotFoundException(
            $"'{packed}' is not there. Debian has the images in the package dataset-fashion-mnist; with images from elsewhere, give their folder as --data.");
    }
}
