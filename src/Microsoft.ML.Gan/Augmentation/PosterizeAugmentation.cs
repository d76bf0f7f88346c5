using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>Keeps the upper bits of every value, with a probability. torchvision's <c>RandomPosterize</c>.</summary>
public sealed record PosterizeAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "posterize";

    private readonly double _probability = 0.5;
    private readonly int _bits = 4;

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

    /// <summary>The number of upper bits that are kept.</summary>
    /// <value>Default: 4; 0 to 8.</value>
    public int Bits
    {
        get => _bits;
        init => _bits = Check.Within(value, 0, 8);
    }

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        if (random.NextBoolean(Probability))
            Posterize(image.Pixels, Bits);
    }

    internal static void Posterize(Span<byte> pixels, int bits)
    {
        var mask = (byte)(0xFF << (8 - bits));
        var eights = MemoryMarshal.Cast<byte, ulong>(pixels);
        foreach (ref var eight in eights)
            eight &= mask * 0x0101010101010101UL;
        foreach (ref var pixel in pixels[(8 * eights.Length)..])
            pixel &= mask;
    }
}
