using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Data;

/// <summary>
/// Converts pixels between the library's format (bytes, H×W×C, RGB) and the vectors of a <see cref="PixelLayout"/>.
/// </summary>
internal sealed class PixelVector
{
    /// <summary>The tolerance for rounding beyond 0 and 255; values further away have another layout.</summary>
    private const float Tolerance = 0.5f;

    private readonly ImageShape _shape;
    private readonly float _offset;
    private readonly float _scale;
    private readonly int[] _channelStart;
    private readonly int _pixelStride;

    public PixelVector(ImageShape shape, PixelLayout layout)
    {
        _shape = shape;
        _offset = layout.OffsetImage;
        _scale = layout.ScaleImage;
        _pixelStride = layout.InterleavePixelColors ? shape.Channels : 1;
        var planeStride = layout.InterleavePixelColors ? 1 : shape.Height * shape.Width;
        _channelStart = shape.Channels == 1 ? [0] : [.. RedGreenBlue(layout.OrderOfExtraction).Select(position => position * planeStride)];
    }

    /// <summary>Bytes of a byte column to H×W×C.</summary>
    public void Read(ReadOnlySpan<byte> values, Span<byte> pixels)
    {
        if (_pixelStride == _shape.Channels && IsNatural())
        {
            values.CopyTo(pixels);
            return;
        }

        for (var c = 0; c < _channelStart.Length; c++)
        {
            for (int source = _channelStart[c], target = c; target < pixels.Length; source += _pixelStride, target += _channelStart.Length)
                pixels[target] = values[source];
        }
    }

    /// <summary>Values of a float column to H×W×C.</summary>
    /// <returns>The index of an invalid value (NaN, infinite, outside 0…255 after inversion of the layout), or −1.</returns>
    public int Read(ReadOnlySpan<float> values, Span<byte> pixels) => Read(values, pixels, out _);

    /// <inheritdoc cref="Read(ReadOnlySpan{float}, Span{byte})"/>
    /// <param name="values">The values.</param>
    /// <param name="pixels">Where to.</param>
    /// <param name="range">The levels that were read.</param>
    public int Read(ReadOnlySpan<float> values, Span<byte> pixels, out LevelRange range)
    {
        var (lowest, highest, hasFractions) = range = LevelRange.Empty;
        for (var c = 0; c < _channelStart.Length; c++)
        {
            for (int source = _channelStart[c], target = c; target < pixels.Length; source += _pixelStride, target += _channelStart.Length)
            {
                var level = (values[source] / _scale) + _offset;
                // Written so that NaN fails it.
                if (!(level >= -Tolerance && level <= 255 + Tolerance))
                    return source;
                lowest = level < lowest ? level : lowest;
                highest = level > highest ? level : highest;
                hasFractions |= LevelRange.IsFraction(level);
                pixels[target] = (byte)Math.Clamp(MathF.Round(level), 0f, 255f);
            }
        }

        range = new LevelRange(lowest, highest, hasFractions);
        return -1;
    }

    /// <summary>H×W×C to the bytes of a byte column.</summary>
    public void Write(ReadOnlySpan<byte> pixels, Span<byte> values)
    {
        for (var c = 0; c < _channelStart.Length; c++)
        {
            for (int target = _channelStart[c], source = c; source < pixels.Length; target += _pixelStride, source += _channelStart.Length)
                values[target] = pixels[source];
        }
    }

    /// <summary>H×W×C to the values of a float column.</summary>
    public void Write(ReadOnlySpan<byte> pixels, Span<float> values)
    {
        for (var c = 0; c < _channelStart.Length; c++)
        {
            for (int target = _channelStart[c], source = c; source < pixels.Length; target += _pixelStride, source += _channelStart.Length)
                values[target] = (pixels[source] - _offset) * _scale;
        }
    }

    /// <summary>The dimensions that <c>ExtractPixels</c> gives a vector of this shape.</summary>
    public static int[] Dimensions(ImageShape shape, PixelLayout layout) => layout.InterleavePixelColors
        ? [shape.Height, shape.Width, shape.Channels]
        : [shape.Channels, shape.Height, shape.Width];

    /// <summary>The positions of red, green and blue among the colours; the order's name tells, and alpha takes no place.</summary>
    private static int[] RedGreenBlue(ImagePixelExtractingEstimator.ColorsOrder order)
    {
        var colors = order.ToString().Replace("A", "", StringComparison.Ordinal);
        return [colors.IndexOf('R'), colors.IndexOf('G'), colors.IndexOf('B')];
    }

    private bool IsNatural()
    {
        for (var c = 0; c < _channelStart.Length; c++)
        {
            if (_channelStart[c] != c)
                return false;
        }

        return true;
    }
}
