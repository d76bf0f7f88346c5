using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>Adds pixels around the image, always the same number. torchvision's <c>Pad</c>.</summary>
public sealed record PadAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "pad";

    private readonly int _left;
    private readonly int _top;
    private readonly int _right;
    private readonly int _bottom;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>Pixels added on the left.</summary>
    /// <value>Default: 0; 0 to 32768.</value>
    public int Left
    {
        get => _left;
        init => _left = Check.Within(value, 0, 1 << 15);
    }

    /// <summary>Pixels added above.</summary>
    /// <value>Default: 0; 0 to 32768.</value>
    public int Top
    {
        get => _top;
        init => _top = Check.Within(value, 0, 1 << 15);
    }

    /// <summary>Pixels added on the right.</summary>
    /// <value>Default: 0; 0 to 32768.</value>
    public int Right
    {
        get => _right;
        init => _right = Check.Within(value, 0, 1 << 15);
    }

    /// <summary>Pixels added below.</summary>
    /// <value>Default: 0; 0 to 32768.</value>
    public int Bottom
    {
        get => _bottom;
        init => _bottom = Check.Within(value, 0, 1 << 15);
    }

    /// <summary>How the added pixels are filled.</summary>
    /// <value>Default: <see cref="PaddingMode.Constant"/>.</value>
    public PaddingMode Mode { get; init; }

    /// <summary>Their value if <see cref="Mode"/> is <see cref="PaddingMode.Constant"/>.</summary>
    /// <value>Default: 0.</value>
    public byte Fill { get; init; }

    /// <inheritdoc/>
    public ImageShape GetOutputShape(ImageShape image) =>
        image with { Height = image.Height + Top + Bottom, Width = image.Width + Left + Right };

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        var padded = GetOutputShape(image.Shape);
        Window.Cut(image, -Top, -Left, padded.Height, padded.Width, Mode, Fill);
    }
}
