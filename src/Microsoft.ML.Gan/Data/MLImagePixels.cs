using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Data;

/// <summary>Converts pixels between <see cref="MLImage"/>, with four bytes per pixel, and our one or three bytes.</summary>
internal static class MLImagePixels
{
    /// <summary>The image as H×W×C. One channel of a colour image is its luminance, by ML.NET's weights for grayscale.</summary>
    public static void Read(MLImage image, Span<byte> pixels, int channels)
    {
        var source = image.Pixels;
        var (red, blue) = RedAndBlue(image);
        if (pixels.Length != source.Length / 4 * channels)
            throw new ArgumentException($"{source.Length / 4} pixels do not fit {pixels.Length} bytes of {channels} channels.", nameof(pixels));

        if (channels == 3)
        {
            for (int i = 0, j = 0; i < source.Length; i += 4, j += 3)
            {
                pixels[j] = source[i + red];
                pixels[j + 1] = source[i + 1];
                pixels[j + 2] = source[i + blue];
            }
        }
        else
        {
            for (int i = 0, j = 0; i < source.Length; i += 4, j++)
            {
                int r = source[i + red], g = source[i + 1], b = source[i + blue];
                pixels[j] = r == g && g == b ? (byte)r : (byte)(((21 * r) + (72 * g) + (7 * b) + 50) / 100);
            }
        }
    }

    /// <summary>Whether every pixel has R = G = B.</summary>
    public static bool IsGray(MLImage image)
    {
        var source = image.Pixels;
        for (var i = 0; i < source.Length; i += 4)
        {
            if (source[i] != source[i + 1] || source[i] != source[i + 2])
                return false;
        }

        return true;
    }

    /// <summary>Whether a pixel is not opaque.</summary>
    public static bool IsTransparent(MLImage image)
    {
        // Opacity is the last byte of a pixel in both formats.
        foreach (var pixel in MemoryMarshal.Cast<byte, uint>(image.Pixels))
        {
            if (pixel < 0xFF000000)
                return true;
        }

        return false;
    }

    /// <summary>A picture of H×W×C bytes; opaque.</summary>
    public static MLImage Create(ReadOnlySpan<byte> pixels, ImageShape shape)
    {
        // The codecs themselves give blue first.
        var target = new byte[checked(shape.Height * shape.Width * 4)];
        if (shape.Channels == 3)
        {
            for (int i = 0, j = 0; j < target.Length; i += 3, j += 4)
            {
                target[j] = pixels[i + 2];
                target[j + 1] = pixels[i + 1];
                target[j + 2] = pixels[i];
                target[j + 3] = 255;
            }
        }
        else
        {
            for (int i = 0, j = 0; j < target.Length; i++, j += 4)
            {
                target[j] = target[j + 1] = target[j + 2] = pixels[i];
                target[j + 3] = 255;
            }
        }

        return MLImage.CreateFromPixels(shape.Width, shape.Height, MLPixelFormat.Bgra32, target);
    }

    private static (int Red, int Blue) RedAndBlue(MLImage image) => image.PixelFormat switch
    {
        MLPixelFormat.Bgra32 => (2, 0),
        MLPixelFormat.Rgba32 => (0, 2),
        _ => throw new InvalidOperationException($"Images of the pixel format {image.PixelFormat} cannot be read."),
    };
}
