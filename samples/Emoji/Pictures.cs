using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;

namespace EmojiSample;

/// <summary>Real and generated emoji to look at: a row of each picture is a group.</summary>
internal static class Pictures
{
    private const int Columns = 10;
    private const int ShownSide = 64;

    // The picture of neighbours: in each row this many generated emoji, each with its nearest ones.
    private const int Blocks = 3;
    private const int Neighbours = 3;

    public static void WriteRealGrid(MLContext ml, EmojiSet set, int side, string path)
    {
        var random = new Random(1);
        var shown = GroupsOf(set).SelectMany(group =>
        {
            var pictures = group.ToArray();
            random.Shuffle(pictures);
            return Enumerable.Range(0, Columns).Select(i => pictures[i % pictures.Length]);
        });
        Save(path, Dataset.Images(ml, Dataset.View(ml, [.. shown], side)), Columns, side);
    }

    public static void WriteGrid(MLContext ml, ITransformer model, EmojiSet set, int side, string path) =>
        Save(path, Generate(ml, model, set, Columns), Columns, side);

    /// <summary>Generated pictures, each followed by the training pictures that are nearest to it by pixels.</summary>
    public static void WriteNearest(MLContext ml, ITransformer model, EmojiSet set, IDataView training, int side, string path)
    {
        var real = Dataset.Images(ml, training);
        var realPixels = Array.ConvertAll(real, image => image.GetBGRPixels);
        var cells = new List<MLImage>();
        var generated = Generate(ml, model, set, Blocks);
        using var gap = Blank(side);
        foreach (var image in generated)
        {
            if (cells.Count % RowLength > 0)
                cells.Add(gap);
            cells.Add(image);
            var pixels = image.GetBGRPixels;
            cells.AddRange(Enumerable.Range(0, real.Length).OrderBy(i => SquaredDistance(pixels, realPixels[i])).Take(Neighbours).Select(i => real[i]));
        }

        ImageGrid.Save(path, cells, RowLength, scale: Scale(side));
        foreach (var image in generated.Concat(real))
            image.Dispose();
    }

    private static int RowLength => (Blocks * (Neighbours + 2)) - 1;

    private static MLImage[] Generate(MLContext ml, ITransformer model, EmojiSet set, int perGroup)
    {
        var asked = GroupsOf(set).SelectMany(group => Enumerable.Repeat(new Ask { Group = Dataset.NameOf(group.Key) }, perGroup)).ToArray();
        var made = model.Transform(ml.Data.LoadFromEnumerable(asked));
        return [.. ml.Data.CreateEnumerable<Made>(made, reuseRowObject: false).Select(row => row.Generated)];
    }

    private static IEnumerable<IGrouping<EmojiGroup, Emoji>> GroupsOf(EmojiSet set) =>
        set.Training.GroupBy(emoji => emoji.Group).OrderBy(group => group.Key);

    private static void Save(string path, MLImage[] images, int columns, int side)
    {
        ImageGrid.Save(path, images, columns, scale: Scale(side));
        foreach (var image in images)
            image.Dispose();
    }

    private static int Scale(int side) => Math.Max(1, ShownSide / side);

    private static MLImage Blank(int side)
    {
        var pixels = new byte[4 * side * side];
        Array.Fill<byte>(pixels, 255);
        return MLImage.CreateFromPixels(side, side, MLPixelFormat.Bgra32, pixels);
    }

    private static long SquaredDistance(byte[] one, byte[] other)
    {
        long sum = 0;
        for (var i = 0; i < one.Length; i++)
        {
            var difference = one[i] - other[i];
            sum += difference * difference;
        }

        return sum;
    }
}
