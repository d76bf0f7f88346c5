namespace Microsoft.ML.Gan.Augmentation;

/// <summary>
/// Smoothing with a Gaussian, the image mirrored at its edges: torchvision's <c>gaussian_blur</c>, in two passes instead of one with the product of
/// the two kernels.
/// </summary>
internal static class GaussianSmoothing
{
    /// <summary>The number of values that <see cref="Apply"/> needs as a buffer.</summary>
    public static int RoomFor(ImageShape shape, int kernelSize) =>
        ((shape.Height + kernelSize - 1) * shape.Width * shape.Channels) + ((shape.Width + kernelSize - 1) * shape.Channels);

    /// <summary>Smooths numbers H×W×C in place.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="kernelSize">The size of the kernel in pixels; odd.</param>
    /// <param name="sigma">The standard deviation in pixels.</param>
    /// <param name="room">A buffer of as many numbers as <see cref="RoomFor"/> says.</param>
    public static void Apply(Span<float> values, ImageShape shape, int kernelSize, double sigma, Span<float> room)
    {
        var (channels, height, width) = shape;
        var stride = width * channels;
        var reach = kernelSize / 2;
        Span<float> kernel = stackalloc float[kernelSize];
        Fill(kernel, (float)sigma);

        var across = room[..((height + (2 * reach)) * stride)];
        var row = room.Slice(across.Length, (width + (2 * reach)) * channels);
        for (var y = 0; y < height; y++)
        {
            var source = values.Slice(y * stride, stride);
            source.CopyTo(row[(reach * channels)..]);
            for (var x = 0; x < reach; x++)
            {
                Pixel(source, Window.Fold(x - reach, width, PaddingMode.Reflect), channels).CopyTo(row[(x * channels)..]);
                Pixel(source, Window.Fold(width + x, width, PaddingMode.Reflect), channels).CopyTo(row[((reach + width + x) * channels)..]);
            }

            FloatRow.Convolve(row, channels, kernel, across.Slice((reach + y) * stride, stride));
        }

        for (var y = 0; y < reach; y++)
        {
            CopyRow(across, reach + Window.Fold(y - reach, height, PaddingMode.Reflect), y, stride);
            CopyRow(across, reach + Window.Fold(height + y, height, PaddingMode.Reflect), reach + height + y, stride);
        }

        for (var y = 0; y < height; y++)
            FloatRow.Convolve(across[(y * stride)..], stride, kernel, values.Slice(y * stride, stride));
    }

    private static void Fill(Span<float> kernel, float sigma)
    {
        var sum = 0f;
        for (var i = 0; i < kernel.Length; i++)
        {
            var x = (i - (kernel.Length / 2)) / sigma;
            kernel[i] = MathF.Exp(-0.5f * (x * x));
            sum += kernel[i];
        }

        foreach (ref var weight in kernel)
            weight /= sum;
    }

    private static ReadOnlySpan<float> Pixel(ReadOnlySpan<float> row, int x, int channels) => row.Slice(x * channels, channels);

    private static void CopyRow(Span<float> rows, int from, int to, int stride) =>
        rows.Slice(from * stride, stride).CopyTo(rows.Slice(to * stride, stride));
}
