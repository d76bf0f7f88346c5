using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>Turns the image upside down, with a probability.</summary>
public sealed record VerticalFlipAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "vertical-flip";

    private readonly double _probability = 0.5;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The probability that an image is turned.</summary>
    /// <value>Default: 0.5; 0 to 1.</value>
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
        if (!random.NextBoolean(Probability))
            return;
        var shape = image.Shape;
        var stride = shape.Width * shape.Channels;
        var source = image.Pixels;
        var target = image.BeginReplace(shape);
        for (var y = 0; y < shape.Height; y++)
            source.Slice(y * stride, stride).CopyTo(target[((shape.Height - 1 - y) * stride)..]);
        image.EndReplace();
    }
}
