using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>
/// Fills a square at a random position, which may be partly beyond the edges (DeVries and Taylor, 2017).
/// </summary>
public sealed record CutoutAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "cutout";

    private readonly int _size = 8;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The length of the square's sides in pixels.</summary>
    /// <value>Default: 8; 1 to 32768.</value>
    public int Size
    {
        get => _size;
        init => _size = Check.Within(value, 1, 1 << 15);
    }

    /// <summary>The value of the painted over pixels.</summary>
    /// <value>Default: 0.</value>
    public byte Fill { get; init; }

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        var (_, height, width) = image.Shape;
        var (top, rows) = Draw(random, height);
        var (left, columns) = Draw(random, width);
        RandomErasingAugmentation.Erase(image, new(top, left, rows, columns), Fill);
    }

    /// <summary>The centre is anywhere in the image; the part beyond the edges is cut off.</summary>
    private (int Begin, int Length) Draw(AugmentationRandom random, int length)
    {
        var begin = random.NextInt32(length) - (Size / 2);
        var visible = Math.Max(begin, 0);
        return (visible, Math.Min(begin + Size, length) - visible);
    }
}
