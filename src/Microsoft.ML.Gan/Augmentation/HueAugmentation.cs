using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>Shifts the hue by a random part of the hue circle. torchvision's <c>adjust_hue</c>.</summary>
public sealed record HueAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "hue";

    private readonly double _range = 0.1;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The shift is between −<see cref="Range"/> and <see cref="Range"/>; 0.5 is half the circle.</summary>
    /// <value>Default: 0.1; 0 to 0.5.</value>
    public double Range
    {
        get => _range;
        init => _range = Check.Within(value, 0, 0.5);
    }

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        // The conversion to hue and back is not exact, so it is skipped for unchanged images.
        if (Range > 0)
            Adjust(image.Pixels, image.Shape.Channels, Draw(random, Range));
    }

    internal static float Draw(AugmentationRandom random, double range) => random.NextSingle(-(float)range, (float)range);

    internal static void Adjust(Span<byte> pixels, int channels, float turn)
    {
        if (channels == 1)
            return;
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            var pixel = pixels.Slice(i, 3);
            var (red, green, blue) = Turn(pixel[0] / 255f, pixel[1] / 255f, pixel[2] / 255f, turn);
            (pixel[0], pixel[1], pixel[2]) = ((byte)(red * 255), (byte)(green * 255), (byte)(blue * 255));
        }
    }

    /// <summary>To hue, saturation and value and back: all between 0 and 1.</summary>
    private static (float Red, float Green, float Blue) Turn(float red, float green, float blue, float turn)
    {
        var value = MathF.Max(red, MathF.Max(green, blue));
        var span = value - MathF.Min(red, MathF.Min(green, blue));
        var saturation = 0f;
        var hue = 0f;
        if (span > 0)
        {
            saturation = span / value;
            float r = (value - red) / span, g = (value - green) / span, b = (value - blue) / span;
            hue = value == red ? b - g : value == green ? 2 + r - b : 4 + g - r;
        }

        // Adds 1 first, so that nothing is negative; then takes the fractional part.
        hue = Fraction((hue / 6) + 1);
        hue += turn;
        hue -= MathF.Floor(hue);
        var sector = MathF.Floor(hue * 6);
        var part = (hue * 6) - sector;
        var p = value * (1 - saturation);
        var q = value * (1 - (saturation * part));
        var t = value * (1 - (saturation * (1 - part)));
        return ((int)sector % 6) switch
        {
            0 => (value, t, p),
            1 => (q, value, p),
            2 => (p, value, t),
            3 => (p, q, value),
            4 => (t, p, value),
            _ => (value, p, q),
        };
    }

    private static float Fraction(float value) => value - MathF.Truncate(value);
}
