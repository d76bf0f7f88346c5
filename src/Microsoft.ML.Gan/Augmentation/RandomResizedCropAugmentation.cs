using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>
/// Crops a window of random size, shape and position and resizes it to a given size (Szegedy et al., 2014). torchvision's
/// <c>RandomResizedCrop</c>, without antialiasing as there.
/// </summary>
public sealed record RandomResizedCropAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "random-resized-crop";

    private readonly int? _height;
    private readonly int? _width;
    private readonly ValueRange _scale = new(0.08, 1);
    private readonly ValueRange _ratio = new(3.0 / 4, 4.0 / 3);

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

    /// <summary>The window's share of the image's area.</summary>
    /// <value>Default: 0.08 to 1; more than 0, at most 1.</value>
    public ValueRange Scale
    {
        get => _scale;
        init => _scale = value.Within(1e-6, 1);
    }

    /// <summary>The window's width divided by its height.</summary>
    /// <value>Default: 3/4 to 4/3; positive.</value>
    public ValueRange Ratio
    {
        get => _ratio;
        init => _ratio = value.Within(1e-3, 1e3);
    }

    /// <summary>How values between pixels are computed.</summary>
    /// <value>Default: <see cref="ImageInterpolation.Bilinear"/>.</value>
    public ImageInterpolation Interpolation { get; init; } = ImageInterpolation.Bilinear;

    /// <inheritdoc/>
    public ImageShape GetOutputShape(ImageShape image) =>
        image with { Height = Height ?? image.Height, Width = Width ?? image.Width };

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        var (top, left, height, width) = RandomWindow.Draw(random, image.Shape, Scale, Ratio) ?? Middle(image.Shape);
        Resizing.Apply(image, top, left, height, width, GetOutputShape(image.Shape), Interpolation);
    }

    /// <summary>The largest centred window with an allowed ratio, used if ten draws did not fit, as in torchvision.</summary>
    private RandomWindow Middle(ImageShape image)
    {
        var (_, height, width) = image;
        var ratio = width / (double)height;
        if (ratio < Ratio.Low)
            height = Math.Clamp((int)Math.Round(width / Ratio.Low), 1, height);
        else if (ratio > Ratio.High)
            width = Math.Clamp((int)Math.Round(height * Ratio.High), 1, width);
        return new RandomWindow((image.Height - height) / 2, (image.Width - width) / 2, height, width);
    }
}
