using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>
/// A grid of images of fixed latents at one step of the training. With a class condition, each row is one class; otherwise it is 8×8 images.
/// </summary>
public sealed class GanSnapshot
{
    private readonly byte[] _pixels;

    internal GanSnapshot(long step, long images, ImageShape shape, int columns, byte[] pixels)
    {
        (Step, Images, Shape, Columns, _pixels) = (step, images, shape, columns, pixels);
    }

    /// <summary>The number of steps done; 0 before the first.</summary>
    public long Step { get; }

    /// <summary>The number of real images shown to the discriminator so far.</summary>
    public long Images { get; }

    /// <summary>The shape of each image.</summary>
    public ImageShape Shape { get; }

    /// <summary>Images per row of the grid.</summary>
    public int Columns { get; }

    /// <summary>Creates one image of the grid. The caller disposes it.</summary>
    public MLImage ToImage() => ImageGrid.Create(_pixels, Shape, Columns);

    /// <summary>Saves the grid in one file; the extension determines the format.</summary>
    public void Save(string path)
    {
        using var image = ToImage();
        PictureFile.Save(image, path);
    }
}
