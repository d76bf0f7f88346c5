using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>
/// Tilts the image as if it were seen from the side, with a probability. torchvision's <c>RandomPerspective</c>.
/// </summary>
public sealed record PerspectiveAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "perspective";

    private readonly double _probability = 0.5;
    private readonly double _distortion = 0.5;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The probability that an image is tilted.</summary>
    /// <value>Default: 0.5; 0 to 1.</value>
    public double Probability
    {
        get => _probability;
        init => _probability = Check.Within(value, 0, 1);
    }

    /// <summary>The maximum shift of the corners towards the middle, as a fraction of half the image.</summary>
    /// <value>Default: 0.5; 0 to 1.</value>
    public double Distortion
    {
        get => _distortion;
        init => _distortion = Check.Within(value, 0, 1);
    }

    /// <summary>How values between pixels are computed.</summary>
    /// <value>Default: <see cref="ImageInterpolation.Bilinear"/>.</value>
    public ImageInterpolation Interpolation { get; init; } = ImageInterpolation.Bilinear;

    /// <summary>The value of pixels beyond the edges.</summary>
    /// <value>Default: 0.</value>
    public byte Fill { get; init; }

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        if (!random.NextBoolean(Probability))
            return;
        var (_, height, width) = image.Shape;
        var mostX = (int)(Distortion * (width / 2));
        var mostY = (int)(Distortion * (height / 2));
        Span<(int X, int Y)> places = stackalloc (int, int)[4];
        places[0] = (random.NextInt32(mostX + 1), random.NextInt32(mostY + 1));
        places[1] = (width - 1 - random.NextInt32(mostX + 1), random.NextInt32(mostY + 1));
        places[2] = (width - 1 - random.NextInt32(mostX + 1), height - 1 - random.NextInt32(mostY + 1));
        places[3] = (random.NextInt32(mostX + 1), height - 1 - random.NextInt32(mostY + 1));
        Tilt(image, places, Interpolation, Fill);
    }

    /// <summary>Moves the corners to four places, clockwise from the upper left; where these span no area the image stays as it is.</summary>
    internal static void Tilt(WorkingImage image, ReadOnlySpan<(int X, int Y)> places, ImageInterpolation interpolation, byte fill)
    {
        if (PerspectiveMap.TryCreate(image.Shape, places, out var map))
            Resampling.Apply(image, map, interpolation, fill);
    }
}
