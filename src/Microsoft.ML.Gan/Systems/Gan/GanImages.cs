using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>Generated images of one size, as bytes. They need not be disposed.</summary>
public sealed class GanImages
{
    private readonly byte[] _pixels;

    /// <param name="pixels">N×H×W×C bytes; not copied.</param>
    /// <param name="shape">The shape of each image.</param>
    /// <param name="columns">The number of images per row of a grid.</param>
    internal GanImages(byte[] pixels, ImageShape shape, int columns) => (_pixels, Shape, Columns) = (pixels, shape, columns);

    /// <summary>The number of images.</summary>
    public int Count => _pixels.Length / Shape.Length;

    /// <summary>The shape of each image.</summary>
    public ImageShape Shape { get; }

    /// <summary>The default number of images per row of a grid.</summary>
    public int Columns { get; }

    /// <summary>The bytes of an image, H×W×C.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is out of range.</exception>
    public ReadOnlyMemory<byte> this[int index]
    {
        get
        {
            Check.That(index >= 0 && index < Count, nameof(index), $"must be in 0…{Count - 1}, but is {index}");
            return _pixels.AsMemory(index * Shape.Length, Shape.Length);
        }
    }

    /// <summary>Creates an image. The caller disposes it.</summary>
    public MLImage ToImage(int index) => MLImagePixels.Create(this[index].Span, Shape);

    /// <summary>Saves all images as a grid in one file; the extension determines the format (PNG is lossless).</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Images per row; null for <see cref="Columns"/>.</param>
    /// <param name="scale">The side of the square that each pixel becomes.</param>
    public void SaveGrid(string path, int? columns = null, int scale = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var grid = ImageGrid.Create(_pixels, Shape, columns ?? Columns, scale: scale);
        PictureFile.Save(grid, path);
    }
}
