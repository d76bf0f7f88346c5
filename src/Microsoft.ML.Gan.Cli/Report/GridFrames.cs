using SkiaSharp;

namespace MlGan.Cli.Report;

/// <summary>A grid as the page has it.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Width">The width of the picture in pixels, before it was reduced.</param>
/// <param name="Height">Its height.</param>
/// <param name="Uri">The picture itself.</param>
internal sealed record GridFrame(long Step, int Width, int Height, string Uri);

/// <summary>The grids of a run that the page shows: evenly spaced, and as many as fit.</summary>
internal sealed class GridFrames
{
    /// <summary>The most frames: a slider has no finer steps.</summary>
    public const int MostFrames = 100;

    /// <summary>The most characters of all frames; the page has to stay below about 10 MB.</summary>
    public const int MostCharacters = 7_000_000;

    /// <summary>Larger pictures are reduced to this side.</summary>
    private const int MostPixels = 1280;

    /// <summary>Larger files are compressed again, with loss.</summary>
    private const int MostLosslessBytes = 200_000;

    private const int Quality = 85;

    private GridFrames(IReadOnlyList<GridFrame> frames, int found, IReadOnlyList<string> damaged)
    {
        (Frames, Found, Damaged) = (frames, found, damaged);
    }

    public IReadOnlyList<GridFrame> Frames { get; }

    /// <summary>The grids in the folder.</summary>
    public int Found { get; }

    /// <summary>The names of those that cannot be read.</summary>
    public IReadOnlyList<string> Damaged { get; }

    /// <param name="grids">The grids in the order of their steps.</param>
    /// <param name="mostCharacters">The most characters of all frames.</param>
    public static GridFrames Choose(IReadOnlyList<(long Step, string Path)> grids, int mostCharacters = MostCharacters)
    {
        var damaged = new SortedSet<string>(StringComparer.Ordinal);
        var encoded = new Dictionary<string, GridFrame?>();
        for (var count = Math.Min(grids.Count, MostFrames); ; count = count * 3 / 4)
        {
            var frames = Evenly(grids, count).Select(FrameOf).OfType<GridFrame>().ToArray();
            if (count <= 1 || frames.Sum(frame => (long)frame.Uri.Length) <= mostCharacters)
                return new GridFrames(frames, grids.Count, [.. damaged]);
        }

        GridFrame? FrameOf((long Step, string Path) grid)
        {
            if (!encoded.TryGetValue(grid.Path, out var frame))
                encoded[grid.Path] = frame = Encode(grid.Step, grid.Path);
            if (frame is null)
                damaged.Add(Path.GetFileName(grid.Path));
            return frame;
        }
    }

    /// <returns>Null if the file is no picture, or is gone: a training that is rolled back removes it.</returns>
    private static GridFrame? Encode(long step, string path)
    {
        if (!File.Exists(path))
            return null;
        using var picture = SKBitmap.Decode(path);
        if (picture is null)
            return null;
        var file = File.ReadAllBytes(path);
        var isLarge = Math.Max(picture.Width, picture.Height) > MostPixels;
        if (!isLarge && file.Length <= MostLosslessBytes)
            return new GridFrame(step, picture.Width, picture.Height, DataUri.Of("image/png", file));
        var scale = isLarge ? (double)MostPixels / Math.Max(picture.Width, picture.Height) : 1;
        var size = new SKImageInfo(Math.Max(1, (int)(picture.Width * scale)), Math.Max(1, (int)(picture.Height * scale)));
        using var reduced = picture.Resize(size, SKFilterQuality.High);
        using var data = reduced.Encode(SKEncodedImageFormat.Webp, Quality);
        return new GridFrame(step, picture.Width, picture.Height, DataUri.Of("image/webp", data.ToArray()));
    }

    /// <summary>So many of the items, the first and the last among them, or only the last.</summary>
    public static IEnumerable<T> Evenly<T>(IReadOnlyList<T> items, int count) => count switch
    {
        _ when count >= items.Count => items,
        1 => [items[^1]],
        _ => Enumerable.Range(0, count).Select(i => items[(int)Math.Round(i * (items.Count - 1.0) / (count - 1))]),
    };
}

/// <summary>Content within the page.</summary>
internal static class DataUri
{
    public static string Of(string type, byte[] content) => $"data:{type};base64,{Convert.ToBase64String(content)}";
}
