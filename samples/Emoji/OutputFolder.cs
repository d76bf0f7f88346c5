namespace EmojiSample;

/// <summary>The files that a run leaves, by name.</summary>
internal sealed class OutputFolder
{
    private readonly string _root;

    public OutputFolder(string root, bool keepCheckpoints)
    {
        _root = root;
        // An earlier run's moments of training are not this one's, unless this one goes on from them.
        if (!keepCheckpoints && Directory.Exists(Checkpoints))
            Directory.Delete(Checkpoints, recursive: true);
        Directory.CreateDirectory(ProgressFolder);
        if (!keepCheckpoints)
        {
            foreach (var picture in Directory.EnumerateFiles(ProgressFolder, "*.png"))
                File.Delete(picture);
        }
    }

    public string RealGrid => Path.Combine(_root, "real.png");

    public string Grid => Path.Combine(_root, "generated.png");

    public string TruncatedGrid => Path.Combine(_root, "truncated.png");

    public string Nearest => Path.Combine(_root, "nearest.png");

    public string Losses => Path.Combine(_root, "losses.csv");

    public string LossesPlot => Path.Combine(_root, "losses.png");

    public string Model => Path.Combine(_root, "emoji-gan.zip");

    public string Summary => Path.Combine(_root, "summary.json");

    public string Checkpoints => Path.Combine(_root, "checkpoints");

    private string ProgressFolder => Path.Combine(_root, "progress");

    /// <summary>The picture after so many training images; the names sort by time.</summary>
    public string ProgressPicture(long images) => Path.Combine(ProgressFolder, $"{images:D9}.png");
}
