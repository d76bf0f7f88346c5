using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>Pads the image on all sides and crops a window at a random position. torchvision's <c>RandomCrop</c>.</summary>
public sealed record RandomCropAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "random-crop";

    private readonly int? _height;
    private readonly int? _width;
    private readonly int _padding;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The height of the window.</summary>
    /// <value>Default: <see langword="null"/>, the height of the image.</value>
    public int? Height
    {
        get => _height;
        init => _height = value is { } size ? Check.Within(size, 1, 1 << 15) : null;
    }

    /// <summary>The width of the window.</summary>
    /// <value>Default: <see langword="null"/>, the width of the image.</value>
    public int? Width
    {
        get => _width;
        init => _width = value is { } size ? Check.Within(size, 1, 1 << 15) : null;
    }

    /// <summary>Pixels added on each side.</summary>
    /// <value>Default: 0.</value>
    public int Padding
    {
        get => _padding;
        init => _padding = Check.Within(value, 0, 1 << 15);
    }

    /// <summary>How the added pixels are filled.</summary>
    /// <value>Default: <see cref="PaddingMode.Constant"/>.</value>
    public PaddingMode Mode { get; init; }

    /// <summary>The value of the added pixels if <see cref="Mode"/> is <see cref="PaddingMode.Constant"/>.</summary>
    /// <value>Default: 0.</value>
    public byte Fill { get; init; }

    /// <inheritdoc/>
    public ImageShape GetOutputShape(ImageShape image)
    {
        var window = image with { Height = Height ?? image.Height, Width = Width ?? image.Width };
        return window.Height <= image.Height + (2 * Padding) && window.Width <= image.Width + (2 * Padding)
            ? window
            : throw new ArgumentOutOfRangeException(
                nameof(image), $"A window of {window.Height}×{window.Width} pixels cannot be cut out of an image of {image.Height}×{image.Width} with a padding of {Padding}.");
    }

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        var shape = image.Shape;
        var window = GetOutputShape(shape);
        var top = random.NextInt32(shape.Height + (2 * Padding) - window.Height + 1);
        var left = random.NextInt32(shape.Width + (2 * Padding) - window.Width + 1);
        Window.Cut(image, top - Padding, left - Padding, window.Height, window.Width, Mode, Fill);
    }
}
