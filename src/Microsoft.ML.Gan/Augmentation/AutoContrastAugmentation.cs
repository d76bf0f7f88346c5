using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>
/// Stretches the values of each channel to the full range, with a probability. torchvision's <c>RandomAutocontrast</c>.
/// </summary>
public sealed record AutoContrastAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "auto-contrast";

    private readonly double _probability = 0.5;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The probability that an image is changed.</summary>
    /// <value>Default: 0.5; 0 to 1.</value>
    public double Probability
    {
        get => _probability;
        init => _probability = Check.Within(value, 0, 1);
    }

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        if (random.NextBoolean(Probability))
            Stretch(image.Pixels, image.Shape.Channels);
    }

    internal static void Stretch(Span<byte> pixels, int channels)
    {
        Span<byte> table = stackalloc byte[256];
        for (var channel = 0; channel < channels; channel++)
        {
            byte least = 255, most = 0;
            for (var i = channel; i < pixels.Length; i += channels)
            {
                least = Math.Min(least, pixels[i]);
                most = Math.Max(most, pixels[i]);
            }

            if (least >= most)
                continue;
            // Multiplies by the reciprocal, as torchvision does, so the largest value may become 254.
            var scale = 255 * (1f / (most - least));
            for (var value = 0; value < table.Length; value++)
                table[value] = Blend.Cut((value - least) * scale);
            LookupTable.Apply(table, pixels, channel, channels);
        }
    }
}
