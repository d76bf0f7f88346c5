using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>Inverts every value, with a probability. torchvision's <c>RandomInvert</c>.</summary>
public sealed record InvertAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "invert";

    private readonly double _probability = 0.5;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The probability that an image is inverted.</summary>
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
            Invert(image.Pixels);
    }

    internal static void Invert(Span<byte> pixels)
    {
        var eights = MemoryMarshal.Cast<byte, ulong>(pixels);
        foreach (ref var eight in eights)
            eight = ~eight;
        foreach (ref var pixel in pixels[(8 * eights.Length)..])
            pixel = (byte)~pixel;
    }
}
