using System.Drawing;

namespace Microsoft.ML.Gan.Data;

/// <summary>How pictures are decoded.</summary>
/// <param name="MaxPixels">The most pixels that one may have.</param>
/// <param name="Background">What lies behind transparent parts; null: white, and a warning.</param>
/// <param name="AppliesOrientation">Whether they are turned upright as their EXIF data say.</param>
internal sealed record PictureOptions(int MaxPixels, Color? Background = null, bool AppliesOrientation = true)
{
    /// <exception cref="ArgumentOutOfRangeException">An option has no meaning.</exception>
    public static PictureOptions Of(int maxPixels, Color? background, bool applyOrientation)
    {
        Check.Positive(maxPixels);
        Check.That(background is null or { A: 255 }, nameof(background), $"must be opaque, but its alpha is {background?.A}");
        return new PictureOptions(Math.Min(maxPixels, Array.MaxLength / 4), background, applyOrientation);
    }
}
