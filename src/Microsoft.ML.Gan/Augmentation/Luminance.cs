namespace Microsoft.ML.Gan.Augmentation;

/// <summary>The gray value of a color, as in torchvision: single precision, truncated.</summary>
internal static class Luminance
{
    public static byte Of(byte red, byte green, byte blue) => (byte)((0.2989f * red) + (0.587f * green) + (0.114f * blue));

    /// <summary>The mean over an image of the gray values, which are whole numbers already.</summary>
    public static float Mean(ReadOnlySpan<byte> pixels, int channels)
    {
        var sum = 0L;
        if (channels == 1)
        {
            foreach (var pixel in pixels)
                sum += pixel;
        }
        else
        {
            for (var i = 0; i + 2 < pixels.Length; i += 3)
                sum += Of(pixels[i], pixels[i + 1], pixels[i + 2]);
        }

        return sum / (float)(pixels.Length / channels);
    }
}
