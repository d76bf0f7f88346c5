using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace EmojiSample;

/// <summary>Emoji as rows: an image column of known size and the name of the group.</summary>
internal static class Dataset
{
    /// <summary>Makes images known to ML.NET as columns of rows; an attribute would have to say their size.</summary>
    public static void RegisterImages() => DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage));

    public static string NameOf(EmojiGroup group) => group.ToString().ToLowerInvariant();

    /// <summary>The pictures on white, drawn as they are asked for.</summary>
    public static IDataView View(MLContext ml, IReadOnlyList<Emoji> emojis, int side)
    {
        var rows = ml.Data.LoadFromEnumerable(emojis.Select(emoji => new Shown { Image = emoji.Picture.OnWhite(emoji.IsMirrored), Group = NameOf(emoji.Group) }));
        return Sizes(emojis[0].Picture.Font.Side, side).Aggregate(rows, (view, size) => ml.Transforms
            .ResizeImages(nameof(Shown.Image), size, size, resizing: ImageResizingEstimator.ResizingKind.IsoPad).Fit(view).Transform(view));
    }

    /// <summary>
    /// The pictures are halved again and again: ResizeImages looks at four pixels a side, however much smaller the image gets, so
    /// in one step it would drop the outlines. What has its size is left out, for then ResizeImages hands its input on and
    /// frees it with its output.
    /// </summary>
    private static Stack<int> Sizes(int from, int side)
    {
        var sizes = new Stack<int>(from == side ? [] : [side]);
        while (sizes.TryPeek(out var size) && 2 * size < from)
            sizes.Push(2 * size);
        return sizes;
    }

    /// <summary>The pictures of a view in memory. The caller disposes them.</summary>
    public static MLImage[] Images(MLContext ml, IDataView view) =>
        [.. ml.Data.CreateEnumerable<Shown>(view, reuseRowObject: false).Select(row => Copy(row.Image))];

    // ResizeImages frees a row's image when it is asked for the next.
    private static MLImage Copy(MLImage image) => MLImage.CreateFromPixels(image.Width, image.Height, image.PixelFormat, image.Pixels);
}
