using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan;

/// <summary>
/// The layout of an image's pixels in a vector column: the options of ML.NET's <c>ExtractPixels</c>, with its defaults. A value is <c>(byte − <see
/// cref="OffsetImage"/>) · <see cref="ScaleImage"/></c>.
/// </summary>
public sealed record PixelLayout
{
    /// <summary>The layout that <c>ExtractPixels</c> writes by default: planes in the order R, G, B, values 0 to 255.</summary>
    public static PixelLayout Default { get; } = new();

    /// <summary>Whether the colours of a pixel are interleaved (H×W×C) or each colour is a separate plane (C×H×W).</summary>
    /// <value>Default: <see langword="false"/>, planes.</value>
    public bool InterleavePixelColors { get; init; }

    /// <summary>The offset that is subtracted from a byte, first. Byte columns ignore it, as <c>ExtractPixels</c> does.</summary>
    /// <value>Default: 0.</value>
    public float OffsetImage { get; init; }

    /// <summary>The factor of the difference, second. Byte columns ignore it, as <c>ExtractPixels</c> does.</summary>
    /// <value>Default: 1.</value>
    public float ScaleImage { get; init; } = 1f;

    /// <summary>The order of the colours. The vector never contains alpha.</summary>
    /// <value>Default: <see cref="ImagePixelExtractingEstimator.ColorsOrder.ARGB"/>.</value>
    public ImagePixelExtractingEstimator.ColorsOrder OrderOfExtraction { get; init; } = ImagePixelExtractingEstimator.ColorsOrder.ARGB;

    internal void Validate()
    {
        Check.That(float.IsFinite(OffsetImage), nameof(OffsetImage), $"must be a finite number, but is {OffsetImage}");
        Check.That(
            float.IsFinite(ScaleImage) && ScaleImage != 0,
            nameof(ScaleImage),
            $"must be a finite number other than 0, but is {ScaleImage}");
        Check.That(Enum.IsDefined(OrderOfExtraction), nameof(OrderOfExtraction), $"is unknown: {OrderOfExtraction}");
    }
}
