using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>Changes the contrast by a random factor, about the image's mean luminance. torchvision's <c>adjust_contrast</c>.</summary>
public sealed record ContrastAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "contrast";

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
        Adjust(image.Pixels, image.Shape.Channels, Blend.DrawFactor(random, Range));
    }

    internal static void Adjust(Span<byte> pixels, int channels, double factor) =>
        Blend.Toward(pixels, Luminance.Mean(pixels, channels), factor);
}
