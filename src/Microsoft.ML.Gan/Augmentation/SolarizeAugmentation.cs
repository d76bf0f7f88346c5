using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>Inverts the values from a threshold on, with a probability. torchvision's <c>RandomSolarize</c>.</summary>
public sealed record SolarizeAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "solarize";

    private readonly double _probability = 0.5;
    private readonly double _threshold = 128;

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

    /// <summary>The smallest value that is inverted.</summary>
    /// <value>Default: 128; 0 to 255.</value>
    public double Threshold
    {
        get => _threshold;
        init => _threshold = Check.Within(value, 0, 255);
    }

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        if (random.NextBoolean(Probability))
            Solarize(image.Pixels, Threshold);
    }

    internal static void Solarize(Span<byte> pixels, double threshold)
    {
        Span<byte> table = stackalloc byte[256];
        for (var value = 0; value < table.Length; value++)
            table[value] = (byte)(value >= threshold ? 255 - value : value);
        LookupTable.Apply(table, pixels);
    }
}
