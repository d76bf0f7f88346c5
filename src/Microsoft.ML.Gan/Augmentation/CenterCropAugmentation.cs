using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>
/// Crops a window of a given size in the middle; black where it is larger than the image. torchvision's <c>CenterCrop</c>.
/// </summary>
public sealed record CenterCropAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "center-crop";

    private readonly int? _height;
    private readonly int? _width;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The height of the result.</summary>
    /// <value>Default: <see langword="null"/>, the height of the image; 1 to 32768.</value>
    public int? Height
    {
        get => _height;
        init => _height = value is { } size ? Check.Within(size, 1, 1 << 15) : null;
    }

    /// <summary>The width of the result.</summary>
    /// <value>Default: <see langword="null"/>, the width of the image; 1 to 32768.</value>
    public int? Width
    {
        get => _width;
        init => _width = value is { } size ? Check.Within(size, 1, 1 << 15) : null;
    }

    /// <inheritdoc/>
    public ImageShape GetOutputShape(ImageShape image) =>
        image with { Height = Height ?? image.Height, Width = Width ?? image.Width };

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        var window = GetOutputShape(image.Shape);
        var top = Begin(image.Shape.Height, window.Height);
        var left = Begin(image.Shape.Width, window.Width);
        Window.Cut(image, top, left, window.Height, window.Width, PaddingMode.Constant, 0);
    }

    /// <summary>Halves are rounded to even inside the image, and cut off outside.</summary>
    private static int Begin(int length, int window) =>
        window <= length ? (int)Math.Round((length - window) / 2.0) : -((window - length) / 2);
}
