using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>Generated images of one size, as bytes: nothing to dispose.</summary>
public sealed class GanImages
{
    private readonly byte[] _pixels;

    /// <param name="pixels">N×H×W×C bytes; taken over.</param>
    /// <param name="shape">The shape of one.</param>
    /// <param name="columns">How many stand side by side in a grid.</param>
    internal GanImages(byte[] pixels, ImageShape shape, int columns) => (_pixels, Shape, Columns) = (pixels, shape, columns);

    /// <summary>How many they are.</summary>
    public int Count => _pixels.Length / Shape.Length;

    /// <summary>The shape of each.</summary>
    public ImageShape Shape { get; }

    /// <summary>How many stand side by side in a grid, unless another number is asked for.</summary>
    public int Columns { get; }

    /// <summary>The bytes of one, H×W×C.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public ReadOnlyMemory<byte> this[int index]
    {
        get
        {
            Check.That(index >= 0 && index < Count, nameof(index), $"must be in 0…{Count - 1}, but is {index}");
            return _pixels.AsMemory(index * Shape.Length, Shape.Length);
        }
    }

    /// <summary>One as an image. The caller disposes it.</summary>
    public MLImage ToImage(int index) => MLImagePixels.Create(this[index].Span, Shape);

    /// <summary>Saves all in one picture; the extension decides the format (PNG keeps every pixel as it is).</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Images in a row; null for <see cref="Columns"/>.</param>
    /// <param name="scale">Each pixel becomes a square of this many.</param>
    public void SaveGrid(string path, int? columns = null, int scale = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var grid = ImageGrid.Create(_pixels, Shape, columns ?? Columns, scale: scale);
        PictureFile.Save(grid, path);
    }
}
