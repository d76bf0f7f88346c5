using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>Multiplies every value by a random factor. torchvision's <c>adjust_brightness</c>.</summary>
public sealed record BrightnessAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "brightness";

    private readonly double _range = 0.2;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The factor is between 1 − <see cref="Range"/> (at least 0) and 1 + <see cref="Range"/>.</summary>
    /// <value>Default: 0.2; not negative.</value>
    public double Range
    {
        get => _range;
        init => _range = Check.Within(value, 0, float.MaxValue);
    }

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        Adjust(image.Pixels, Blend.DrawFactor(random, Range));
    }

    internal static void Adjust(Span<byte> pixels, double factor) => Blend.Toward(pixels, 0, factor);
}
