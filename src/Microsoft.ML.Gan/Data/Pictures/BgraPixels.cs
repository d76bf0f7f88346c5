using System.Drawing;
using SkiaSharp;

namespace Microsoft.ML.Gan.Data;

/// <summary>Operations on decoded pixels: blue, green, red and alpha, not premultiplied.</summary>
internal static class BgraPixels
{
    /// <summary>Blends pixels onto a colour; all become opaque.</summary>
    /// <returns>The numbers of pixels that were not opaque and that were fully transparent.</returns>
    public static (int Transparent, int Invisible) Flatten(Span<byte> pixels, Color background)
    {
        ReadOnlySpan<byte> behind = [background.B, background.G, background.R];
        var (transparent, invisible) = (0, 0);
        for (var i = 0; i < pixels.Length; i += 4)
        {
            int alpha = pixels[i + 3];
            if (alpha == 255)
                continue;
            transparent++;
            invisible += alpha == 0 ? 1 : 0;
            for (var channel = 0; channel < 3; channel++)
                pixels[i + channel] = (byte)(((pixels[i + channel] * alpha) + (behind[channel] * (255 - alpha)) + 127) / 255);
            pixels[i + 3] = 255;
        }

        return (transparent, invisible);
    }

    /// <summary>Makes pixels opaque, whatever colour they have.</summary>
    public static void MakeOpaque(Span<byte> pixels)
    {
        for (var i = 3; i < pixels.Length; i += 4)
            pixels[i] = 255;
    }

    /// <summary>Whether all pixels are fully transparent.</summary>
    public static bool IsInvisible(ReadOnlySpan<uint> pixels)
    {
        foreach (var pixel in pixels)
        {
            if (pixel > 0xFFFFFF)
                return false;
        }

        return true;
    }

    /// <summary>Rotates and mirrors a picture.</summary>
    /// <param name="source">Its pixels.</param>
    /// <param name="target">A buffer for as many pixels.</param>
    /// <param name="width">The width of the source.</param>
    /// <param name="height">The height of the source.</param>
    /// <param name="origin">The EXIF orientation of the source.</param>
    /// <returns>The size of the result.</returns>
    public static (int Width, int Height) Turn(ReadOnlySpan<uint> source, Span<uint> target, int width, int height, SKEncodedOrigin origin)
    {
        var (right, bottom) = (width - 1, (height - 1) * width);
        // The source position of the result's first pixel, and the steps along its rows and columns.
        var (start, toRight, toBottom) = origin switch
        {
            SKEncodedOrigin.TopRight => (right, -1, width),
            SKEncodedOrigin.BottomRight => (bottom + right, -1, -width),
            SKEncodedOrigin.BottomLeft => (bottom, 1, -width),
            SKEncodedOrigin.LeftTop => (0, width, 1),
            SKEncodedOrigin.RightTop => (bottom, -width, 1),
            SKEncodedOrigin.RightBottom => (bottom + right, -width, -1),
            SKEncodedOrigin.LeftBottom => (right, width, -1),
            _ => (0, 1, width),
        };
        var (newWidth, newHeight) = origin >= SKEncodedOrigin.LeftTop ? (height, width) : (width, height);
        for (var y = 0; y < newHeight; y++)
        {
            var from = start + (y * toBottom);
            for (var x = 0; x < newWidth; x++, from += toRight)
                target[(y * newWidth) + x] = source[from];
        }

        return (newWidth, newHeight);
    }
}
