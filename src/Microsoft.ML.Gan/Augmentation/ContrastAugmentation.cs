using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>Moves every value away from or toward the image's mean luminance, by a random factor. torchvision's <c>adjust_contrast</c>.</summary>
public sealed record ContrastAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "contrast";

    private readonly double _range = 0.2;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The factor lies between 1 − <see cref="Range"/> (at least 0) and 1 + <see cref="Range"/>.</summary>
    /// <value>Default: 0.2; not negative.</value>
    public double Range
    {
        get => _range;
        init => _range = value >= 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Range), value, "A range is not negative.");
    }

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        Adjust(image.Pixels, image.Shape.Channels, Blend.DrawFactor(random, Range));
    }

    internal static void Adjust(Span<byte> pixels, int channels, float factor) =>
        Blend.Toward(pixels, MeanLuminance(pixels, channels), factor);

    /// <summary>torchvision takes the mean of luminances that are whole numbers already, cut off and not rounded.</summary>
    private static float MeanLuminance(ReadOnlySpan<byte> pixels, int channels)
    {
        var sum = 0L;
        if (channels == 1)
        {
            foreach (var pixel in pixels)
                sum += pixel;
        }
        else
        {
            for (var i = 0; i < pixels.Length; i += 3)
                sum += (byte)((0.2989f * pixels[i]) + (0.587f * pixels[i + 1]) + (0.114f * pixels[i + 2]));
        }

        return sum / (float)(pixels.Length / channels);
    }
}
