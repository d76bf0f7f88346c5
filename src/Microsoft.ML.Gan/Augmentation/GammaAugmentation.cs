using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>Raises every value, as a fraction of 255, to a random power. torchvision's <c>adjust_gamma</c>.</summary>
public sealed record GammaAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "gamma";

    private readonly ValueRange _gamma = new(0.8, 1.25);

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The power: less than 1 makes dark parts lighter.</summary>
    /// <value>Default: 0.8 to 1.25; 0 to 100.</value>
    public ValueRange Gamma
    {
        get => _gamma;
        init => _gamma = value.Within(0, 100);
    }

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        Adjust(image.Pixels, Gamma.Draw(random));
    }

    internal static void Adjust(Span<byte> pixels, float gamma)
    {
        Span<byte> table = stackalloc byte[256];
        // Almost 256, so that each of the 256 values has as large a part of 0 … 1.
        for (var value = 0; value < table.Length; value++)
            table[value] = (byte)(MathF.Min(MathF.Pow(value / 255f, gamma), 1) * 255.999f);
        LookupTable.Apply(table, pixels);
    }
}
