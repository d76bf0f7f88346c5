using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>Rotates the image about its middle by a random angle. torchvision's <c>RandomRotation</c>.</summary>
public sealed record RotationAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "rotation";

    private readonly double _degrees = 15;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The angle is between −<see cref="Degrees"/> and <see cref="Degrees"/>.</summary>
    /// <value>Default: 15; 0 to 360.</value>
    public double Degrees
    {
        get => _degrees;
        init => _degrees = Check.Within(value, 0, 360);
    }

    /// <summary>How values between pixels are computed.</summary>
    /// <value>Default: <see cref="ImageInterpolation.Nearest"/>.</value>
    public ImageInterpolation Interpolation { get; init; }

    /// <summary>The value of pixels beyond the edges.</summary>
    /// <value>Default: 0.</value>
    public byte Fill { get; init; }

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        Rotate(image, random.NextSingle(-(float)Degrees, (float)Degrees), Interpolation, Fill);
    }

    /// <param name="image">The image.</param>
    /// <param name="degrees">The angle, counter-clockwise.</param>
    /// <param name="interpolation">How values between pixels are computed.</param>
    /// <param name="fill">The value of pixels beyond the edges.</param>
    internal static void Rotate(WorkingImage image, double degrees, ImageInterpolation interpolation, byte fill) =>
        Resampling.Apply(image, new AffineMap(image.Shape, -degrees), interpolation, fill);
}
