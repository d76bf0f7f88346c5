using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>
/// Shifts the image by a random whole number of pixels in both directions: torchvision's <c>RandomAffine</c> with a
/// translation only.
/// </summary>
public sealed record ShiftAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "shift";

    private readonly double _maxFraction = 0.1;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The maximum shift, as a fraction of its height and width.</summary>
    /// <value>Default: 0.1; 0 to 1.</value>
    public double MaxFraction
    {
        get => _maxFraction;
        init => _maxFraction = Check.Within(value, 0, 1);
    }

    /// <summary>How pixels beyond the edges are filled.</summary>
    /// <value>Default: <see cref="PaddingMode.Constant"/>.</value>
    public PaddingMode Mode { get; init; }

    /// <summary>Their value if <see cref="Mode"/> is <see cref="PaddingMode.Constant"/>.</summary>
    /// <value>Default: 0.</value>
    public byte Fill { get; init; }

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        var right = Draw(image.Shape.Width, random);
        var down = Draw(image.Shape.Height, random);
        Window.Cut(image, -down, -right, image.Shape.Height, image.Shape.Width, Mode, Fill);
    }

    /// <summary>Rounds halves to even, as Python does; the ends of the range have half the probability, as there.</summary>
    private int Draw(int size, AugmentationRandom random)
    {
        var most = (float)(MaxFraction * size);
        return (int)MathF.Round(random.NextSingle(-most, most));
    }
}
