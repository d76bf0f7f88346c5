using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>
/// Equalizes the histogram of each channel, with a probability. torchvision's <c>RandomEqualize</c>.
/// </summary>
public sealed record EqualizeAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "equalize";

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
            Equalize(image.Pixels, image.Shape.Channels);
    }

    internal static void Equalize(Span<byte> pixels, int channels)
    {
        Span<int> counts = stackalloc int[256];
        Span<byte> table = stackalloc byte[256];
        for (var channel = 0; channel < channels; channel++)
        {
            counts.Clear();
            for (var i = channel; i < pixels.Length; i += channels)
                counts[pixels[i]]++;
            // The pixels below the brightest value that occurs, shared out among 255 steps.
            var step = ((pixels.Length / channels) - counts[counts.LastIndexOfAnyExcept(0)]) / 255;
            if (step == 0)
                continue;
            var below = step / 2;
            for (var value = 0; value < table.Length; value++)
            {
                table[value] = (byte)Math.Min(below / step, 255);
                below += counts[value];
            }

            LookupTable.Apply(table, pixels, channel, channels);
        }
    }
}
