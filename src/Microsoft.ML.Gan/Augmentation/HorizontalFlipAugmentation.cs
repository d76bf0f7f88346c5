using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>Mirrors the image left to right, with a probability.</summary>
public sealed record HorizontalFlipAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "horizontal-flip";

    private readonly double _probability = 0.5;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The probability that an image is mirrored.</summary>
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
            Flip(image.Pixels, image.Shape);
    }

    internal static void Flip(Span<byte> pixels, ImageShape shape)
    {
        var stride = shape.Width * shape.Channels;
        for (var start = 0; start < pixels.Length; start += stride)
        {
            var row = pixels.Slice(start, stride);
            if (shape.Channels == 1)
                row.Reverse();
            else
                MemoryMarshal.Cast<byte, Rgb>(row).Reverse();
        }
    }

    private readonly record struct Rgb(byte R, byte G, byte B);
}
