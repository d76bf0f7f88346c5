using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>
/// Pictures of the same latents at one moment of training. With a class condition, row by row one class; else eight by eight.
/// </summary>
public sealed class GanSnapshot
{
    private readonly byte[] _pixels;

    internal GanSnapshot(long step, long images, ImageShape shape, int columns, byte[] pixels)
    {
        (Step, Images, Shape, Columns, _pixels) = (step, images, shape, columns, pixels);
    }

    /// <summary>Steps done; 0 before the first.</summary>
    public long Step { get; }

    /// <summary>Real images shown to the discriminator so far.</summary>
    public long Images { get; }

    /// <summary>The shape of each picture.</summary>
    public ImageShape Shape { get; }

    /// <summary>Pictures in a row of the grid.</summary>
    public int Columns { get; }

    /// <summary>All pictures in one. The caller disposes it.</summary>
    public MLImage ToImage() => ImageGrid.Create(_pixels, Shape, Columns);

    /// <summary>Saves all pictures in one; the extension decides the format.</summary>
    public void Save(string path)
    {
        using var image = ToImage();
        PictureFile.Save(image, path);
    }
}
