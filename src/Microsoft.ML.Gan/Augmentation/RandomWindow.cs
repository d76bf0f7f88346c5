namespace Microsoft.ML.Gan.Augmentation;

/// <summary>Draws a window of random area, shape and position.</summary>
internal readonly record struct RandomWindow(int Top, int Left, int Height, int Width)
{
    private const int Tries = 10;

    /// <returns>Null if ten draws did not fit into the image.</returns>
    /// <param name="random">The source of chance.</param>
    /// <param name="image">The image.</param>
    /// <param name="scale">The window's share of the image's area.</param>
    /// <param name="ratio">Its width divided by its height.</param>
    public static RandomWindow? Draw(AugmentationRandom random, ImageShape image, ValueRange scale, ValueRange ratio)
    {
        for (var i = 0; i < Tries; i++)
        {
            var area = (double)image.Height * image.Width * scale.Draw(random);
            var aspect = ratio.DrawRatio(random);
            var width = (int)Math.Round(Math.Sqrt(area * aspect));
            var height = (int)Math.Round(Math.Sqrt(area / aspect));
            if (width > 0 && width <= image.Width && height > 0 && height <= image.Height)
                return new(random.NextInt32(image.Height - height + 1), random.NextInt32(image.Width - width + 1), height, width);
        }

        return null;
    }
}
