using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>
/// Turns, moves, scales and shears the image at once, each by a random amount. torchvision's <c>RandomAffine</c>; as there, it is
/// moved by whole pixels.
/// </summary>
public sealed record AffineAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "affine";

    private readonly double _degrees;
    private readonly double _translateX;
    private readonly double _translateY;
    private readonly ValueRange _scale = new(1, 1);
    private readonly double _shearX;
    private readonly double _shearY;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The angle is between −<see cref="Degrees"/> and <see cref="Degrees"/>.</summary>
    /// <value>Default: 0; 0 to 360.</value>
    public double Degrees
    {
        get => _degrees;
        init => _degrees = Check.Within(value, 0, 360);
    }

    /// <summary>The farthest the image moves left or right, as a fraction of its width.</summary>
    /// <value>Default: 0; 0 to 1.</value>
    public double TranslateX
    {
        get => _translateX;
        init => _translateX = Check.Within(value, 0, 1);
    }

    /// <summary>The farthest the image moves up or down, as a fraction of its height.</summary>
    /// <value>Default: 0; 0 to 1.</value>
    public double TranslateY
    {
        get => _translateY;
        init => _translateY = Check.Within(value, 0, 1);
    }

    /// <summary>The factor by which the image is scaled; more than 1 magnifies.</summary>
    /// <value>Default: 1 to 1; positive.</value>
    public ValueRange Scale
    {
        get => _scale;
        init => _scale = value.Within(1e-3, 1e3);
    }

    /// <summary>The shear along x lies between −<see cref="ShearX"/> and <see cref="ShearX"/> degrees.</summary>
    /// <value>Default: 0; 0 to 89.</value>
    public double ShearX
    {
        get => _shearX;
        init => _shearX = Check.Within(value, 0, 89);
    }

    /// <summary>The shear along y lies between −<see cref="ShearY"/> and <see cref="ShearY"/> degrees.</summary>
    /// <value>Default: 0; 0 to 89.</value>
    public double ShearY
    {
        get => _shearY;
        init => _shearY = Check.Within(value, 0, 89);
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
        var (_, height, width) = image.Shape;
        var degrees = Draw(random, Degrees);
        var right = MathF.Round(Draw(random, TranslateX * width));
        var down = MathF.Round(Draw(random, TranslateY * height));
        var scale = Scale.Draw(random);
        var shearX = Draw(random, ShearX);
        var shearY = Draw(random, ShearY);
        Resampling.Apply(image, new AffineMap(image.Shape, degrees, right, down, scale, shearX, shearY), Interpolation, Fill);
    }

    private static float Draw(AugmentationRandom random, double most) => random.NextSingle(-(float)most, (float)most);
}
