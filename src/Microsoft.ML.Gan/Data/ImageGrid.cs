using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>Composes images of one size into a grid, row by row. Transparent pixels become black.</summary>
public static class ImageGrid
{
    /// <summary>Composes images. The caller disposes the result, and the images too.</summary>
    /// <param name="images">The images; all of one size. They fill the grid row by row.</param>
    /// <param name="columns">Images per row.</param>
    /// <param name="padding">Pixels between images and around them.</param>
    /// <param name="scale">The side of the square that each pixel becomes.</param>
    /// <param name="background">The gray value of the background.</param>
    /// <exception cref="ArgumentException">There are no images, or their sizes differ.</exception>
    public static MLImage Create(IEnumerable<MLImage> images, int columns, int padding = 2, int scale = 1, byte background = 255)
    {
        ArgumentNullException.ThrowIfNull(images);
        var all = images.ToArray();
        if (all.Length == 0)
            throw new ArgumentException("A grid needs an image.", nameof(images));
        var shape = new ImageShape(3, all[0].Height, all[0].Width);
        var pixels = new byte[checked(all.Length * shape.Length)];
        for (var i = 0; i < all.Length; i++)
        {
            if ((all[i].Height, all[i].Width) != (shape.Height, shape.Width))
            {
                throw new ArgumentException(
                    $"Image {i} has {all[i].Height}×{all[i].Width} pixels, the first {shape.Height}×{shape.Width}; a grid needs one size.",
                    nameof(images));
            }

            MLImagePixels.Read(all[i], pixels.AsSpan(i * shape.Length, shape.Length), shape.Channels);
        }

        return Create(pixels, shape, columns, padding, scale, background);
    }

    /// <summary>Composes images given as bytes. The caller disposes the result.</summary>
    /// <param name="pixels">N×H×W×C: the images in sequence, with interleaved colours.</param>
    /// <param name="shape">The shape of one image.</param>
    /// <param name="columns">Images per row.</param>
    /// <param name="padding">Pixels between images and around them.</param>
    /// <param name="scale">The side of the square that each pixel becomes.</param>
    /// <param name="background">The gray value of the background.</param>
    public static MLImage Create(ReadOnlySpan<byte> pixels, ImageShape shape, int columns, int padding = 2, int scale = 1, byte background = 255)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        if (pixels.Length == 0 || pixels.Length % shape.Length != 0)
            throw new ArgumentException($"{pixels.Length} bytes are not a whole number of images of {shape}.", nameof(pixels));

        var count = pixels.Length / shape.Length;
        var rows = (count + columns - 1) / columns;
        var (cellHeight, cellWidth) = ((shape.Height * scale) + padding, (shape.Width * scale) + padding);
        var grid = shape with { Height = checked((rows * cellHeight) + padding), Width = checked((columns * cellWidth) + padding) };
        var target = new byte[grid.Length];
        Array.Fill(target, background);
        for (var i = 0; i < count; i++)
        {
            var corner = ((((i / columns * cellHeight) + padding) * grid.Width) + (i % columns * cellWidth) + padding) * shape.Channels;
            Draw(pixels.Slice(i * shape.Length, shape.Length), shape, scale, target.AsSpan(corner), grid.Width * shape.Channels);
        }

        return MLImagePixels.Create(target, grid);
    }

    /// <summary>Composes images and saves the picture; the extension decides the format.</summary>
    /// <param name="path">The file. PNG is lossless.</param>
    /// <param name="images">The images; all of one size. They fill the grid row by row.</param>
    /// <param name="columns">Images per row.</param>
    /// <param name="padding">Pixels between images and around them.</param>
    /// <param name="scale">The side of the square that each pixel becomes.</param>
    /// <param name="background">The gray value of the background.</param>
    /// <exception cref="ArgumentException">There are no images, or their sizes differ, or the extension is not .png, .jpg, .jpeg or .webp.</exception>
    public static void Save(string path, IEnumerable<MLImage> images, int columns, int padding = 2, int scale = 1, byte background = 255)
    {
        using var grid = Create(images, columns, padding, scale, background);
        PictureFile.Save(grid, path);
    }

    private static void Draw(ReadOnlySpan<byte> image, ImageShape shape, int scale, Span<byte> target, int stride)
    {
        for (var y = 0; y < shape.Height * scale; y++)
        {
            var source = image.Slice(y / scale * shape.Width * shape.Channels, shape.Width * shape.Channels);
            var row = target.Slice(y * stride, source.Length * scale);
            for (var x = 0; x < shape.Width * scale; x++)
                source.Slice(x / scale * shape.Channels, shape.Channels).CopyTo(row[(x * shape.Channels)..]);
        }
    }
}
