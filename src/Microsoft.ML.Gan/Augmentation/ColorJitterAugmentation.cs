using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>
/// Changes brightness, contrast, saturation and hue, each by a random factor and one after the other in random order.
/// torchvision's <c>ColorJitter</c>.
/// </summary>
public sealed record ColorJitterAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "color-jitter";

    private readonly double _brightness;
    private readonly double _contrast;
    private readonly double _saturation;
    private readonly double _hue;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The factor is between 1 − <see cref="Brightness"/> (at least 0) and 1 + <see cref="Brightness"/>.</summary>
    /// <value>Default: 0; not negative.</value>
    public double Brightness
    {
        get => _brightness;
        init => _brightness = Check.Within(value, 0, float.MaxValue);
    }

    /// <summary>The factor is between 1 − <see cref="Contrast"/> (at least 0) and 1 + <see cref="Contrast"/>.</summary>
    /// <value>Default: 0; not negative.</value>
    public double Contrast
    {
        get => _contrast;
        init => _contrast = Check.Within(value, 0, float.MaxValue);
    }

    /// <summary>The factor is between 1 − <see cref="Saturation"/> (at least 0) and 1 + <see cref="Saturation"/>.</summary>
    /// <value>Default: 0; not negative.</value>
    public double Saturation
    {
        get => _saturation;
        init => _saturation = Check.Within(value, 0, float.MaxValue);
    }

    /// <summary>The part of the circle of hues lies between −<see cref="Hue"/> and <see cref="Hue"/>.</summary>
    /// <value>Default: 0; 0 to 0.5.</value>
    public double Hue
    {
        get => _hue;
        init => _hue = Check.Within(value, 0, 0.5);
    }

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        Span<int> order = stackalloc int[4];
        random.Permute(order);
        Adjust(
            image,
            order,
            Draw(random, Brightness),
            Draw(random, Contrast),
            Draw(random, Saturation),
            Hue == 0 ? null : HueAugmentation.Draw(random, Hue));
    }

    /// <param name="image">The image.</param>
    /// <param name="order">0 for brightness, 1 contrast, 2 saturation, 3 hue.</param>
    /// <param name="brightness">The factor; null for no change, also below.</param>
    /// <param name="contrast">The factor.</param>
    /// <param name="saturation">The factor.</param>
    /// <param name="hue">The part of the circle.</param>
    internal static void Adjust(WorkingImage image, ReadOnlySpan<int> order, double? brightness, double? contrast, double? saturation, float? hue)
    {
        var pixels = image.Pixels;
        var channels = image.Shape.Channels;
        foreach (var step in order)
        {
            if (step == 0 && brightness is { } brightnessFactor)
                BrightnessAugmentation.Adjust(pixels, brightnessFactor);
            else if (step == 1 && contrast is { } contrastFactor)
                ContrastAugmentation.Adjust(pixels, channels, contrastFactor);
            else if (step == 2 && saturation is { } saturationFactor)
                SaturationAugmentation.Adjust(pixels, channels, saturationFactor);
            else if (step == 3 && hue is { } turn)
                HueAugmentation.Adjust(pixels, channels, turn);
        }
    }

    private static double? Draw(AugmentationRandom random, double range) => range == 0 ? null : Blend.DrawFactor(random, range);
}
