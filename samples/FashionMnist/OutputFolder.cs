namespace FashionMnist;

/// <summary>The files that the demo leaves, by name.</summary>
internal sealed class OutputFolder
{
    private readonly string _root;

    public OutputFolder(string root)
    {
        _root = root;
        Directory.CreateDirectory(ProgressFolder);
        // An earlier run's moments of training are not this one's.
        foreach (string picture in Directory.EnumerateFiles(ProgressFolder, "*.png"))
            File.Delete(picture);
    }

    public string Grid => Path.Combine(_root, "grid.png");

    public string GridFromSavedModel => Path.Combine(_root, "grid-from-saved-model.png");

    public string LossesCsv => Path.Combine(_root, "losses.csv");

    public string LossesPlot => Path.Combine(_root, "losses.png");

    public string GeneratedImages => Path.Combine(_root, "generated-images-idx3-ubyte.gz");

    public string GeneratedLabels => Path.Combine(_root, "generated-labels-idx1-ubyte.gz");

    public string Model => Path.Combine(_root, "fashion-gan.zip");

    public string Summary => Path.Combine(_root, "summary.json");

    private string ProgressFolder => Path.Combine(_root, "progress");

    /// <summary>The picture after so many training images; the names sort by time.</summary>
    public string ProgressPicture(long images) => Path.Combine(ProgressFolder, $"{images:D9}.png");
}
