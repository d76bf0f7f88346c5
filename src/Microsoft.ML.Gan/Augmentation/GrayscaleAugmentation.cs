using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>Converts the image to gray, with a probability. torchvision's <c>RandomGrayscale</c>.</summary>
public sealed record GrayscaleAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "grayscale";

    private readonly double _probability = 0.1;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The probability that an image is made gray.</summary>
    /// <value>Default: 0.1; 0 to 1.</value>
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
        if (image.Shape.Channels == 3 && random.NextBoolean(Probability))
            RemoveColor(image.Pixels);
    }

    internal static void RemoveColor(Span<byte> pixels)
    {
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            var pixel = pixels.Slice(i, 3);
            pixel.Fill(Luminance.Of(pixel[0], pixel[1], pixel[2]));
        }
    }
}
