using System.Numerics;
using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>Sharpens or softens the image, with a probability. torchvision's <c>RandomAdjustSharpness</c>.</summary>
public sealed record SharpnessAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "sharpness";

    private const int Weights = 13;

    private readonly double _probability = 0.5;
    private readonly double _factor = 2;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The probability that an image is changed.</summary>
    /// <value>Default: 0.5; 0 to 1.</value>
    public double Probability
    {
        get => _probability;
        init => _probability = Check.Within(value, 0, 1);
    }

    /// <summary>0 softens, 1 changes nothing, more sharpens.</summary>
    /// <value>Default: 2; 0 to 100.</value>
    public double Factor
    {
        get => _factor;
        init => _factor = Check.Within(value, 0, 100);
    }

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        if (random.NextBoolean(Probability))
            Adjust(image, Factor);
    }

    /// <summary>Blends the image with its softened self: means of 3×3 pixels, the middle one counted five times, the edges as they are.</summary>
    internal static void Adjust(WorkingImage image, double factor)
    {
        var shape = image.Shape;
        if (shape.Height <= 2 || shape.Width <= 2)
            return;
        var (own, share) = ((float)factor, Blend.Share(factor));
        var stride = shape.Width * shape.Channels;
        var source = image.Pixels;
        var target = image.BeginReplace(shape);
        Edge(source[..stride], own, share, target);
        for (var start = stride; start < source.Length - stride; start += stride)
        {
            var end = start + stride - shape.Channels;
            Edge(source.Slice(start, shape.Channels), own, share, target[start..]);
            Inner(source.Slice(start - stride, 3 * stride), shape.Channels, own, share, target.Slice(start, stride));
            Edge(source.Slice(end, shape.Channels), own, share, target[end..]);
        }

        Edge(source[^stride..], own, share, target[^stride..]);
        image.EndReplace();
    }

    /// <summary>Unsmoothed pixels are blended with themselves, where truncation sometimes subtracts 1.</summary>
    private static void Edge(ReadOnlySpan<byte> source, float own, float share, Span<byte> target)
    {
        for (var i = 0; i < source.Length; i++)
            target[i] = Blend.Cut((own * source[i]) + (share * source[i]));
    }

    /// <summary>A row but for its first and last pixel, from the three rows around it.</summary>
    private static void Inner(ReadOnlySpan<byte> rows, int channels, float own, float share, Span<byte> target)
    {
        var stride = target.Length;
        var lanes = Vector<byte>.Count;
        var i = channels;
        for (; i + lanes <= stride - channels; i += lanes)
        {
            Vector<ushort> low = Vector<ushort>.Zero, high = low;
            for (var row = 0; row < rows.Length; row += stride)
            {
                Sum(rows[(row + i - channels)..], ref low, ref high);
                Sum(rows[(row + i)..], ref low, ref high);
                Sum(rows[(row + i + channels)..], ref low, ref high);
            }

            Vector.Widen(new Vector<byte>(rows[(stride + i)..]), out var ownLow, out var ownHigh);
            Vector.Narrow(
                Mix(ownLow, low + (ownLow * 4), own, share),
                Mix(ownHigh, high + (ownHigh * 4), own, share)).CopyTo(target[i..]);
        }

        for (; i < stride - channels; i++)
        {
            var sum = 4 * rows[stride + i];
            for (var place = i - channels; place <= i + channels; place += channels)
                sum += rows[place] + rows[stride + place] + rows[(2 * stride) + place];
            target[i] = Blend.Cut((own * rows[stride + i]) + (share * ((sum + (Weights / 2)) / Weights)));
        }
    }

    private static void Sum(ReadOnlySpan<byte> values, ref Vector<ushort> low, ref Vector<ushort> high)
    {
        Vector.Widen(new Vector<byte>(values), out var first, out var second);
        low += first;
        high += second;
    }

    private static Vector<ushort> Mix(Vector<ushort> values, Vector<ushort> sums, float own, float share)
    {
        Vector.Widen(values, out var valuesLow, out var valuesHigh);
        Vector.Widen(sums, out var sumsLow, out var sumsHigh);
        return Vector.Narrow(Mix(valuesLow, sumsLow, own, share), Mix(valuesHigh, sumsHigh, own, share));
    }

    private static Vector<uint> Mix(Vector<uint> values, Vector<uint> sums, float own, float share)
    {
        // The mean is rounded by cutting off half more; no mean of thirteen lies so near a half that the reciprocal could matter.
        var sum = Vector.ConvertToSingle(Vector.AsVectorInt32(sums)) + new Vector<float>(Weights / 2f);
        var mean = Vector.ConvertToSingle(Vector.ConvertToInt32(sum * (1f / Weights)));
        var mixed = (own * Vector.ConvertToSingle(Vector.AsVectorInt32(values))) + (share * mean);
        return Vector.AsVectorUInt32(Vector.ConvertToInt32(Vector.Min(Vector.Max(mixed, Vector<float>.Zero), new Vector<float>(255))));
    }
}
