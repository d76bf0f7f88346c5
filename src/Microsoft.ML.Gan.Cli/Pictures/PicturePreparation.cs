using System.Drawing;
using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

namespace MlGan.Cli.Pictures;

/// <summary>What happens to a picture that is not square.</summary>
internal enum PictureFit
{
    /// <summary>All of it is shown, between bars of the background.</summary>
    Pad,

    /// <summary>Its middle is shown; what is beside it is cut off.</summary>
    Crop,

    /// <summary>All of it is shown, out of proportion.</summary>
    Stretch,
}

/// <summary>How pictures become squares of one size.</summary>
internal sealed record PicturePreparation(int Size, PictureFit Fit, string Background)
{
    /// <summary>Adds the stages to a view.</summary>
    public IDataView Apply(MLContext ml, PictureSource source, PictureFacts facts)
    {
        if (facts.OneSize == (Size, Size))
            return source.View;
        // For squares all ways are the same, and this one averages when it reduces.
        var kind = facts.NotSquare == 0 || Fit == PictureFit.Crop ? ResizingKind.IsoCrop : Fit == PictureFit.Pad ? ResizingKind.IsoPad : ResizingKind.Fill;
        var view = ml.Transforms.ResizeImages(PictureSource.Image, Size, Size, PictureSource.Image, kind).Fit(source.View).Transform(source.View);
        return kind == ResizingKind.IsoPad ? FillBars(ml, view) : view;
    }

    /// <summary>In words, for the line that says what will be trained.</summary>
    public string Describe(PictureFacts facts)
    {
        var from = facts.OneSize is { } size ? $"{size.Width}×{size.Height}" : "mixed sizes";
        if (facts.OneSize == (Size, Size))
            return $"{Size}×{Size}";
        var fit = facts.NotSquare == 0
            ? ""
            : Fit switch
            {
                PictureFit.Pad => $", {facts.NotSquare} not square: whole, on {Background}",
                PictureFit.Crop => $", {facts.NotSquare} not square: the middle, the rest cut off",
                _ => $", {facts.NotSquare} not square: stretched",
            };
        return $"{from} → {Size}×{Size}{fit}";
    }

    /// <summary>A colour by its name or as #RRGGBB.</summary>
    /// <exception cref="UsageException">There is no such colour.</exception>
    public static Color ColourOf(string name)
    {
        if (name.StartsWith('#') && name.Length == 7 && int.TryParse(name.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var rgb))
            return Color.FromArgb(255, (rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255);
        var colour = Color.FromName(name);
        return colour is { IsKnownColor: true, IsSystemColor: false, A: 255 }
            ? colour
            : throw new UsageException($"'{name}' is no colour: give a name, such as white, black or lightgray, or #RRGGBB.");
    }

    /// <summary>ResizeImages leaves the bars transparent, which a GAN would see as black.</summary>
    private IDataView FillBars(MLContext ml, IDataView view)
    {
        var colour = ColourOf(Background);
        new ImageTypeAttribute(Size, Size).Register(); // a custom mapping refuses a type that ML.NET was not told of
        var type = view.Schema[PictureSource.Image].Type;
        var (from, to) = (SchemaDefinition.Create(typeof(WithBars)), SchemaDefinition.Create(typeof(Filled)));
        from[PictureSource.Image].ColumnType = to[PictureSource.Image].ColumnType = type;
        return ml.Transforms.CustomMapping<WithBars, Filled>((input, output) => output.Image = Fill(input.Image, colour), contractName: null, from, to)
            .Fit(view).Transform(view);
    }

    private static MLImage Fill(MLImage image, Color colour)
    {
        using (image)
        {
            var pixels = image.Pixels.ToArray();
            var (first, third) = image.PixelFormat == MLPixelFormat.Rgba32 ? (colour.R, colour.B) : (colour.B, colour.R);
            for (var i = 0; i < pixels.Length; i += 4)
            {
                // What is left of the colours is multiplied with the opacity already.
                var rest = 255 - pixels[i + 3];
                pixels[i] = Add(pixels[i], first, rest);
                pixels[i + 1] = Add(pixels[i + 1], colour.G, rest);
                pixels[i + 2] = Add(pixels[i + 2], third, rest);
                pixels[i + 3] = 255;
            }

            return MLImage.CreateFromPixels(image.Width, image.Height, image.PixelFormat, pixels);
        }
    }

    private static byte Add(byte value, byte behind, int rest) => (byte)Math.Min(255, value + (((behind * rest) + 127) / 255));

    private sealed class WithBars
    {
        [ImageType(1, 1)] // the size is set by the schema
        public MLImage Image { get; set; } = null!;
    }

    private sealed class Filled
    {
        [ImageType(1, 1)] // the size is set by the schema
        public MLImage Image { get; set; } = null!;
    }
}
