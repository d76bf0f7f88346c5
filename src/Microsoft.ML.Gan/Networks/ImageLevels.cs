namespace Microsoft.ML.Gan.Networks;

/// <summary>The number of times that convolutional networks double or halve an image's sides.</summary>
internal static class ImageLevels
{
    private static readonly int[] _examples = [28, 32, 48, 64, 96, 128, 256];

    /// <summary>The number of times the image is halved until both its sides are 4…7 pixels.</summary>
    /// <param name="image">The image.</param>
    /// <param name="family">The networks' name, for the message.</param>
    /// <param name="maxSide">The largest supported side.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sides need different numbers.</exception>
    public static int Count(ImageShape image, string family, int maxSide)
    {
        const int MinSide = 16;
        var (levels, side) = (0, Math.Min(image.Height, image.Width));
        while (side >= 8 && side % 2 == 0)
            (levels, side) = (levels + 1, side / 2);

        Check.That(
            side is >= 4 and <= 7 && Fits(image.Height, levels) && Fits(image.Width, levels),
            "image",
            $"of {image} cannot be made by {family}: each side must be b·2ᵏ pixels with b in 4…7 and the same k ≥ 2, " +
            $"within {MinSide}…{maxSide} (for example {Examples(maxSide)}). Resize the images first");
        return levels;

        bool Fits(int length, int halvings) =>
            length >= MinSide && length <= maxSide && length % (1 << halvings) == 0 && length >> halvings is >= 4 and <= 7;
    }

    private static string Examples(int maxSide)
    {
        var possible = _examples.Where(side => side <= maxSide).ToArray();
        return $"{string.Join(", ", possible[..^1])} or {possible[^1]}";
    }
}
