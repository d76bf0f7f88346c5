using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>
/// Paints over a window of random size, shape and place, with a probability (Zhong et al., 2017). torchvision's
/// <c>RandomErasing</c>.
/// </summary>
public sealed record RandomErasingAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "random-erasing";

    private readonly double _probability = 0.5;
    private readonly ValueRange _scale = new(0.02, 0.33);
    private readonly ValueRange _ratio = new(0.3, 3.3);

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The probability that a window is erased.</summary>
    /// <value>Default: 0.5; 0 to 1.</value>
    public double Probability
    {
        get => _probability;
        init => _probability = Check.Within(value, 0, 1);
    }

    /// <summary>The window's share of the image's area.</summary>
    /// <value>Default: 0.02 to 0.33; more than 0, at most 1.</value>
    public ValueRange Scale
    {
        get => _scale;
        init => _scale = value.Within(1e-6, 1);
    }

    /// <summary>The window's height divided by its width.</summary>
    /// <value>Default: 0.3 to 3.3; positive.</value>
    public ValueRange Ratio
    {
        get => _ratio;
        init => _ratio = value.Within(1e-3, 1e3);
    }

    /// <summary>The value of the erased pixels.</summary>
    /// <value>Default: 0.</value>
    public byte Fill { get; init; }

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        // torchvision's ratio is the other way round here than for crops; drawn by its logarithm, so is its reciprocal.
        if (random.NextBoolean(Probability) && RandomWindow.Draw(random, image.Shape, Scale, new(1 / Ratio.High, 1 / Ratio.Low)) is { } window)
            Erase(image, window, Fill);
    }

    /// <summary>The window must lie inside the image.</summary>
    internal static void Erase(WorkingImage image, RandomWindow window, byte fill)
    {
        var (channels, _, width) = image.Shape;
        for (var y = window.Top; y < window.Top + window.Height; y++)
            image.Pixels.Slice(((y * width) + window.Left) * channels, window.Width * channels).Fill(fill);
    }
}
