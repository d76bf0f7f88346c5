using Microsoft.ML.Data;

namespace MlGan.Cli.Report;

/// <summary>Pictures on the way between two latents, by the model of a run: a row each.</summary>
/// <param name="Picture">All rows in one picture; null if the model could not be used.</param>
/// <param name="Rows">What each row shows.</param>
/// <param name="Problem">Why there is no picture; null if there is one.</param>
internal sealed record LatentStrips(GridFrame? Picture, IReadOnlyList<string> Rows, string? Problem)
{
    private const int Frames = 8;
    private const int MostRows = 4;

    /// <param name="model">The file of the model.</param>
    public static LatentStrips Make(string model)
    {
        try
        {
            using var gan = new MLContext(seed: 1).Model.LoadGan(model);
            string?[] classes = gan.ClassNames.Count == 0 ? new string?[MostRows] : [.. GridFrames.Evenly(gan.ClassNames, MostRows)];
            var strips = classes.Select((name, row) => gan.Interpolate(2 * row, (2 * row) + 1, Frames, name is null ? null : GanCondition.Class(name))).ToArray();
            return new LatentStrips(Compose(strips), [.. classes.OfType<string>()], null);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or ArgumentException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return new LatentStrips(null, [], e.Message);
        }
    }

    private static GridFrame Compose(IReadOnlyList<GanImages> strips)
    {
        MLImage[] images = [.. strips.SelectMany(strip => Enumerable.Range(0, strip.Count).Select(strip.ToImage))];
        var file = Path.Combine(Path.GetTempPath(), $"mlgan-{Guid.NewGuid():N}.png");
        try
        {
            ImageGrid.Save(file, images, Frames);
            return GridFrames.Choose([(0, file)]).Frames[0];
        }
        finally
        {
            File.Delete(file);
            Array.ForEach(images, image => image.Dispose());
        }
    }
}
