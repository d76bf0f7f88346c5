using System.Runtime.InteropServices;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>
/// A window of the image, stretched to another size: torchvision's <c>resized_crop</c> of tensors, without antialiasing and
/// with pixels' middles, not their corners, as what is aligned.
/// </summary>
internal static class Resizing
{
    /// <summary>
    /// Replaces the image by the <paramref name="height"/>×<paramref name="width"/> window at (<paramref name="top"/>,
    /// <paramref name="left"/>), which lies inside it, as an image of a given shape.
    /// </summary>
    public static void Apply(
        WorkingImage image, int top, int left, int height, int width, ImageShape shape, ImageInterpolation interpolation)
    {
        if (height == shape.Height && width == shape.Width)
            Window.Cut(image, top, left, height, width, PaddingMode.Constant, 0);
        else if (interpolation == ImageInterpolation.Nearest)
            Nearest(image, top, left, height, width, shape);
        else
            Bilinear(image, top, left, height, width, shape);
    }

    private static void Nearest(WorkingImage image, int top, int left, int height, int width, ImageShape shape)
    {
        var channels = shape.Channels;
        var sourceStride = image.Shape.Width * channels;
        var source = image.Pixels;
        var target = image.BeginReplace(shape);
        var columns = MemoryMarshal.Cast<float, int>(image.Numbers(shape.Width).Span);
        var scaleX = width / (float)shape.Width;
        var scaleY = height / (float)shape.Height;
        for (var x = 0; x < columns.Length; x++)
            columns[x] = (left + Math.Min((int)(x * scaleX), width - 1)) * channels;
        for (var y = 0; y < shape.Height; y++)
        {
            var from = source.Slice((top + Math.Min((int)(y * scaleY), height - 1)) * sourceStride, sourceStride);
            var to = target.Slice(y * shape.Width * channels, shape.Width * channels);
            if (channels == 1)
            {
                for (var x = 0; x < columns.Length; x++)
                    to[x] = from[columns[x]];
            }
            else
            {
                for (var x = 0; x < columns.Length; x++)
                    from.Slice(columns[x], 3).CopyTo(to[(3 * x)..]);
            }
        }

        image.EndReplace();
    }

    private static void Bilinear(WorkingImage image, int top, int left, int height, int width, ImageShape shape)
    {
        var channels = shape.Channels;
        var sourceStride = image.Shape.Width * channels;
        var stride = shape.Width * channels;
        var source = image.Pixels;
        var target = image.BeginReplace(shape);
        var numbers = image.Numbers((3 * stride) + (3 * shape.Width)).Span;
        // The two rows of the window that a row of the result lies between, at the result's width, one behind the other.
        var rows = numbers[..(2 * stride)];
        var mixed = numbers.Slice(2 * stride, stride);
        var columns = new Columns(numbers[(3 * stride)..], left, width, shape.Width, channels);
        var scale = height / (float)shape.Height;
        Span<float> weights = stackalloc float[2];
        int upperAt = -1, lowerAt = -1;
        for (var y = 0; y < shape.Height; y++)
        {
            var (upper, lower, weight) = Between(y, scale, height);
            if (upper != upperAt)
            {
                if (upper == lowerAt)
                    rows[stride..].CopyTo(rows);
                else
                    columns.Interpolate(source.Slice((top + upper) * sourceStride, sourceStride), rows[..stride]);
                upperAt = upper;
            }

            if (lower != lowerAt)
            {
                columns.Interpolate(source.Slice((top + lower) * sourceStride, sourceStride), rows[stride..]);
                lowerAt = lower;
            }

            weights[0] = 1 - weight;
            weights[1] = weight;
            FloatRow.Convolve(rows, stride, weights, mixed);
            FloatRow.Round(mixed, target.Slice(y * stride, stride));
        }

        image.EndReplace();
    }

    /// <summary>
    /// The two of <paramref name="length"/> pixels that pixel <paramref name="index"/> of the result lies between, and the second
    /// one's weight, worked out in double precision as torchvision's comes out.
    /// </summary>
    private static (int First, int Second, float Weight) Between(int index, float scale, int length)
    {
        var place = Math.Max(0, ((double)scale * (index + 0.5)) - 0.5);
        var first = Math.Min((int)place, length - 1);
        return (first, Math.Min(first + 1, length - 1), (float)(place - first));
    }

    /// <summary>The source positions of the result's columns, the same for every row.</summary>
    private readonly ref struct Columns
    {
        private readonly int _channels;
        private readonly Span<int> _first;
        private readonly Span<int> _second;
        private readonly Span<float> _weight;

        public Columns(Span<float> room, int left, int length, int count, int channels)
        {
            _channels = channels;
            _first = MemoryMarshal.Cast<float, int>(room[..count]);
            _second = MemoryMarshal.Cast<float, int>(room.Slice(count, count));
            _weight = room.Slice(2 * count, count);
            var scale = length / (float)count;
            for (var x = 0; x < count; x++)
            {
                var (first, second, weight) = Between(x, scale, length);
                (_first[x], _second[x], _weight[x]) = ((left + first) * channels, (left + second) * channels, weight);
            }
        }

        public void Interpolate(ReadOnlySpan<byte> source, Span<float> row)
        {
            for (var x = 0; x < _weight.Length; x++)
            {
                var second = _weight[x];
                var first = 1 - second;
                var a = source.Slice(_first[x], _channels);
                var b = source.Slice(_second[x], _channels);
                var pixel = row.Slice(x * _channels, _channels);
                for (var channel = 0; channel < pixel.Length; channel++)
                    pixel[channel] = MathF.FusedMultiplyAdd(second, b[channel], first * a[channel]);
            }
        }
    }
}
