using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>
/// Smooths the image with a Gaussian of random width. torchvision's <c>GaussianBlur</c>; a kernel wider than the image, an error there, uses repeated
/// reflections.
/// </summary>
public sealed record GaussianBlurAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "gaussian-blur";

    private readonly int _kernelSize = 5;
    private readonly ValueRange _sigma = new(0.1, 2);

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The size of the kernel in pixels, in each direction.</summary>
    /// <value>Default: 5; odd, 1 to 401.</value>
    public int KernelSize
    {
        get => _kernelSize;
        init => _kernelSize = CheckOdd(value);
    }

    /// <summary>The standard deviation in pixels.</summary>
    /// <value>Default: 0.1 to 2; positive.</value>
    public ValueRange Sigma
    {
        get => _sigma;
        init => _sigma = value.Within(1e-3, 1e3);
    }

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        Blur(image, KernelSize, Sigma.Draw(random));
    }

    internal static void Blur(WorkingImage image, int kernelSize, double sigma)
    {
        var length = image.Shape.Length;
        var numbers = image.Numbers(length + GaussianSmoothing.RoomFor(image.Shape, kernelSize)).Span;
        var values = numbers[..length];
        FloatRow.Widen(image.Pixels, values);
        GaussianSmoothing.Apply(values, image.Shape, kernelSize, sigma, numbers[length..]);
        FloatRow.Round(values, image.Pixels);
    }

    private static int CheckOdd(int value)
    {
        Check.That(value is > 0 and <= 401 && value % 2 == 1, nameof(KernelSize), $"must be odd and between 1 and 401, but is {value}");
        return value;
    }
}
