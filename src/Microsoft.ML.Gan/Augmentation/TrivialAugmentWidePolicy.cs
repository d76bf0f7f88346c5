using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>
/// One operation drawn from fourteen, at a random magnitude (Müller and Hutter, 2021). torchvision's
/// <c>TrivialAugmentWide</c>.
/// </summary>
public sealed record TrivialAugmentWidePolicy : IImageAugmentation
{
    internal const string RegisteredName = "trivial-augment-wide";

    private readonly int _bins = 31;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The number of bins of magnitudes.</summary>
    /// <value>Default: 31; 2 to 1000.</value>
    public int Bins
    {
        get => _bins;
        init => _bins = Check.Within(value, 2, 1000);
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
        var (operation, magnitude) = Draw(random);
        operation.Apply(image, magnitude, Interpolation, Fill);
    }

    internal (PolicyOperation Operation, double Magnitude) Draw(AugmentationRandom random)
    {
        var operation = (PolicyOperation)random.NextInt32(PolicyOperations.Random);
        var magnitude = PolicySpace.Wide.Magnitude(operation, random.NextInt32(Bins), Bins);
        return (operation, random.NextBoolean(0.5) && operation.IsSigned() ? -magnitude : magnitude);
    }
}
