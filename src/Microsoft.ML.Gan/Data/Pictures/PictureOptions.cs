using System.Drawing;

namespace Microsoft.ML.Gan.Data;

/// <summary>How pictures are decoded.</summary>
/// <param name="MaxPixels">The maximum number of pixels of a picture.</param>
/// <param name="Background">The background of transparent parts; null for white and a warning.</param>
/// <param name="AppliesOrientation">Whether the EXIF orientation is applied.</param>
internal sealed record PictureOptions(int MaxPixels, Color? Background = null, bool AppliesOrientation = true)
{
    /// <exception cref="ArgumentOutOfRangeException">An option is invalid.</exception>
    public static PictureOptions Of(int maxPixels, Color? background, bool applyOrientation)
    {
        Check.Positive(maxPixels);
        Check.That(background is null or { A: 255 }, nameof(background), $"must be opaque, but its alpha is {background?.A}");
        return new PictureOptions(Math.Min(maxPixels, Array.MaxLength / 4), background, applyOrientation);
    }
}
