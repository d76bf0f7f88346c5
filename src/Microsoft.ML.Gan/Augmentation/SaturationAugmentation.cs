using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>Changes the saturation by a random factor. torchvision's <c>adjust_saturation</c>.</summary>
public sealed record SaturationAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "saturation";

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

    internal static void Adjust(Span<byte> pixels, int channels, double factor)
    {
        if (channels == 1)
            return;
        Span<float> own = stackalloc float[256];
        for (var value = 0; value < own.Length; value++)
            own[value] = (float)factor * value;
        var share = Blend.Share(factor);
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            var pixel = pixels.Slice(i, 3);
            var gray = share * Luminance.Of(pixel[0], pixel[1], pixel[2]);
            pixel[0] = Blend.Cut(own[pixel[0]] + gray);
            pixel[1] = Blend.Cut(own[pixel[1]] + gray);
            pixel[2] = Blend.Cut(own[pixel[2]] + gray);
        }
    }
}
