using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>
/// Magnifies or shrinks the image about its middle, by a random factor: torchvision's <c>RandomAffine</c> with a scale only.
/// </summary>
public sealed record ZoomAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "zoom";

    private readonly ValueRange _scale = new(0.8, 1.2);

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The factor; more than 1 magnifies.</summary>
    /// <value>Default: 0.8 to 1.2; positive.</value>
    public ValueRange Scale
    {
        get => _scale;
        init => _scale = value.Within(1e-3, 1e3);
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
        Resampling.Apply(image, new AffineMap(image.Shape, scale: Scale.Draw(random)), Interpolation, Fill);
    }
}
