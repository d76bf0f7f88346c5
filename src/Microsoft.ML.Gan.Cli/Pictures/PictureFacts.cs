using Microsoft.ML.Data;

namespace MlGan.Cli.Pictures;

/// <summary>What the pictures of a view are like: found by decoding each once.</summary>
internal sealed record PictureFacts
{
    /// <summary>Pictures whose sides differ by less are square to the eye.</summary>
    private const double SquareTolerance = 0.02;

    /// <summary>The pictures that can be read.</summary>
    public int Count { get; init; }

    /// <summary>The number of pictures of each class; empty without classes.</summary>
    public IReadOnlyDictionary<string, int> Classes { get; init; } = new Dictionary<string, int>();

    /// <summary>The size of all, if they have one.</summary>
    public (int Width, int Height)? OneSize { get; init; }

    /// <summary>The median of the shorter sides.</summary>
    public int TypicalSide { get; init; }

    /// <summary>Pictures that are not square.</summary>
    public int NotSquare { get; init; }

    /// <summary>Pictures that must be enlarged for a size.</summary>
    public IReadOnlyList<int> LongerSides { get; init; } = [];

    public bool IsGray { get; init; }

    /// <exception cref="InvalidOperationException">No picture can be read.</exception>
    public static PictureFacts Of(PictureSource source, Output output, CancellationToken stop)
    {
        var classes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        List<int> shorter = [], longer = [];
        HashSet<(int, int)> sizes = [];
        var notSquare = 0;
        var isGray = true;
        var schema = source.View.Schema;
        DataViewSchema.Column[] columns = source.HasLabels ? [schema[PictureSource.Image], schema[PictureSource.Label]] : [schema[PictureSource.Image]];
        using (var cursor = source.View.GetRowCursor(columns))
        {
            var getImage = cursor.GetGetter<MLImage>(columns[0]);
            var getLabel = source.HasLabels ? cursor.GetGetter<ReadOnlyMemory<char>>(columns[1]) : null;
            var since = System.Diagnostics.Stopwatch.StartNew();
            while (cursor.MoveNext())
            {
                stop.ThrowIfCancellationRequested();
                MLImage? image = null;
                getImage(ref image!);
                using (image)
                {
                    var (width, height) = (image.Width, image.Height);
                    sizes.Add((width, height));
                    shorter.Add(Math.Min(width, height));
                    longer.Add(Math.Max(width, height));
                    notSquare += Math.Abs(width - height) > SquareTolerance * Math.Max(width, height) ? 1 : 0;
                    isGray = isGray && HasNoColour(image);
                }

                if (getLabel is not null)
                {
                    ReadOnlyMemory<char> label = default;
                    getLabel(ref label);
                    classes[label.ToString()] = classes.GetValueOrDefault(label.ToString()) + 1;
                }

                if (since.Elapsed.TotalSeconds > 10)
                {
                    since.Restart();
                    output.Line($"looked at {shorter.Count:N0} pictures");
                }
            }
        }

        if (shorter.Count == 0)
            throw new InvalidOperationException("None of the pictures can be read.");
        shorter.Sort();
        return new PictureFacts
        {
            Count = shorter.Count,
            Classes = classes,
            OneSize = sizes.Count == 1 ? sizes.Single() : null,
            TypicalSide = shorter[shorter.Count / 2],
            NotSquare = notSquare,
            LongerSides = longer,
            IsGray = isGray,
        };
    }

    private static bool HasNoColour(MLImage image)
    {
        var pixels = image.Pixels;
        for (var i = 0; i + 3 < pixels.Length; i += 4)
        {
            if (pixels[i] != pixels[i + 1] || pixels[i] != pixels[i + 2])
                return false;
        }

        return true;
    }
}
