using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>
/// Some operations drawn from fourteen, all at the same magnitude (Cubuk et al., 2020). torchvision's <c>RandAugment</c>.
/// </summary>
public sealed record RandAugmentPolicy : IImageAugmentation
{
    internal const string RegisteredName = "rand-augment";
    private const int MaxBins = 1000;

    private readonly int _operations = 2;
    private readonly int _magnitude = 9;
    private readonly int _bins = 31;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The number of operations applied in sequence.</summary>
    /// <value>Default: 2; 1 to 100.</value>
    public int Operations
    {
        get => _operations;
        init => _operations = Check.Within(value, 1, 100);
    }

    /// <summary>The bin of the magnitude of all operations; the last one if there are fewer <see cref="Bins"/>.</summary>
    /// <value>Default: 9; 0 to 999.</value>
    public int Magnitude
    {
        get => _magnitude;
        init => _magnitude = Check.Within(value, 0, MaxBins - 1);
    }

    /// <summary>The number of bins of magnitudes.</summary>
    /// <value>Default: 31; 2 to 1000.</value>
    public int Bins
    {
        get => _bins;
        init => _bins = Check.Within(value, 2, MaxBins);
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
        for (var i = 0; i < Operations; i++)
        {
            var (operation, magnitude) = Draw(random, image.Shape);
            operation.Apply(image, magnitude, Interpolation, Fill);
        }
    }

    internal (PolicyOperation Operation, double Magnitude) Draw(AugmentationRandom random, ImageShape image)
    {
        var operation = (PolicyOperation)random.NextInt32(PolicyOperations.Random);
        var magnitude = PolicySpace.For(image).Magnitude(operation, Math.Min(Magnitude, Bins - 1), Bins);
        return (operation, random.NextBoolean(0.5) && operation.IsSigned() ? -magnitude : magnitude);
    }
}
