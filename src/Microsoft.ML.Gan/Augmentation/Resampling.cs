using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>The source positions of a resampled image's pixels.</summary>
internal interface ISamplingGrid
{
    /// <summary>Computes the source positions of the result's pixels (x, y), (x + 1, y) …, in pixels from the middle of the image's first
    /// pixel.</summary>
    void Row(int x, int y, Span<float> sourceX, Span<float> sourceY);
}

/// <summary>
/// Resamples an image by a grid of source positions: shared by rotations, affine maps, perspectives and elastic deformations. torchvision's
/// <c>grid_sample</c> with a fill value, on tensors of bytes. As there, a bilinear pixel partly beyond the edge is weighted by its inner part twice:
/// once by sampling zeros outside, once by blending with the fill.
/// </summary>
internal static class Resampling
{
    private const int Run = 64;

    /// <summary>Replaces the image by the resampled one, of the same shape.</summary>
    public static void Apply<TGrid>(WorkingImage image, TGrid grid, ImageInterpolation interpolation, byte fill)
        where TGrid : struct, ISamplingGrid
    {
        var shape = image.Shape;
        var source = image.Pixels;
        var target = image.BeginReplace(shape);
        Span<float> xs = stackalloc float[Run];
        Span<float> ys = stackalloc float[Run];
        for (var y = 0; y < shape.Height; y++)
        {
            for (var x = 0; x < shape.Width; x += Run)
            {
                var count = Math.Min(Run, shape.Width - x);
                grid.Row(x, y, xs[..count], ys[..count]);
                var pixels = target.Slice(((y * shape.Width) + x) * shape.Channels, count * shape.Channels);
                if (interpolation == ImageInterpolation.Nearest)
                    Nearest(source, shape, xs[..count], ys[..count], pixels, fill);
                else
                    Bilinear(source, shape, xs[..count], ys[..count], pixels, fill);
            }
        }

        image.EndReplace();
    }

    private static void Nearest(
        ReadOnlySpan<byte> source, ImageShape shape, ReadOnlySpan<float> xs, ReadOnlySpan<float> ys, Span<byte> target, byte fill)
    {
        var (channels, height, width) = shape;
        for (var i = 0; i < xs.Length; i++)
        {
            // Compared before conversion to an integer: a position may be far away, or NaN at a perspective's horizon.
            int x = -1, y = -1;
            if (xs[i] >= -0.5f && xs[i] <= width - 0.5f && ys[i] >= -0.5f && ys[i] <= height - 0.5f)
            {
                x = (int)MathF.Round(xs[i]);
                y = (int)MathF.Round(ys[i]);
            }

            var inside = (uint)x < (uint)width && (uint)y < (uint)height;
            if (channels == 1)
            {
                target[i] = inside ? source[(y * width) + x] : fill;
                continue;
            }

            var pixel = target.Slice(3 * i, 3);
            if (inside)
                source.Slice(3 * ((y * width) + x), 3).CopyTo(pixel);
            else
                pixel.Fill(fill);
        }
    }

    private static void Bilinear(
        ReadOnlySpan<byte> source, ImageShape shape, ReadOnlySpan<float> xs, ReadOnlySpan<float> ys, Span<byte> target, byte fill)
    {
        var (channels, height, width) = shape;
        var stride = width * channels;
        for (var i = 0; i < xs.Length; i++)
        {
            var x = xs[i];
            var y = ys[i];
            var pixel = target.Slice(i * channels, channels);
            if (!(x > -1 && x < width && y > -1 && y < height))
            {
                pixel.Fill(fill);
                continue;
            }

            var left = (int)MathF.Floor(x);
            var top = (int)MathF.Floor(y);
            var weights = new Corners(x - left, y - top);
            var inside = (uint)left < (uint)(width - 1) && (uint)top < (uint)(height - 1);
            if (!inside)
            {
                Edge(source, shape, left, top, weights, pixel, fill);
                continue;
            }

            // Rows and columns are inside the image, so all reads are in range.
            ref var upper = ref Unsafe.Add(ref MemoryMarshal.GetReference(source), (top * stride) + (left * channels));
            ref var lower = ref Unsafe.Add(ref upper, stride);
            for (var channel = 0; channel < pixel.Length; channel++)
            {
                var value = weights.UpperLeft * Unsafe.Add(ref upper, channel);
                value = MathF.FusedMultiplyAdd(weights.UpperRight, Unsafe.Add(ref upper, channel + channels), value);
                value = MathF.FusedMultiplyAdd(weights.LowerLeft, Unsafe.Add(ref lower, channel), value);
                value = MathF.FusedMultiplyAdd(weights.LowerRight, Unsafe.Add(ref lower, channel + channels), value);
                pixel[channel] = (byte)MathF.Round(value);
            }
        }
    }

    /// <summary>A pixel partly beyond the edge.</summary>
    private static void Edge(
        ReadOnlySpan<byte> source, ImageShape shape, int left, int top, Corners weights, Span<byte> pixel, byte fill)
    {
        var (channels, height, width) = shape;
        bool hasLeft = left >= 0, hasRight = left + 1 < width, hasUpper = top >= 0, hasLower = top + 1 < height;
        weights = new Corners(
            hasUpper && hasLeft ? weights.UpperLeft : 0,
            hasUpper && hasRight ? weights.UpperRight : 0,
            hasLower && hasLeft ? weights.LowerLeft : 0,
            hasLower && hasRight ? weights.LowerRight : 0);
        var part = weights.UpperLeft + weights.UpperRight + weights.LowerLeft + weights.LowerRight;
        var upper = Math.Max(top, 0) * width;
        var lower = Math.Min(top + 1, height - 1) * width;
        var first = Math.Max(left, 0);
        var second = Math.Min(left + 1, width - 1);
        for (var channel = 0; channel < channels; channel++)
        {
            var value =
                (weights.UpperLeft * source[((upper + first) * channels) + channel]) +
                (weights.UpperRight * source[((upper + second) * channels) + channel]) +
                (weights.LowerLeft * source[((lower + first) * channels) + channel]) +
                (weights.LowerRight * source[((lower + second) * channels) + channel]);
            pixel[channel] = (byte)MathF.Round((value * part) + ((1 - part) * fill));
        }
    }

    private readonly record struct Corners(float UpperLeft, float UpperRight, float LowerLeft, float LowerRight)
    {
        public Corners(float right, float down)
            : this((1 - right) * (1 - down), right * (1 - down), (1 - right) * down, right * down)
        {
        }
    }
}
