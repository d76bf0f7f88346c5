namespace Microsoft.ML.Gan.Augmentation;

/// <summary>A window of an image that may extend beyond its edges, at whole pixels: shared by crops and shifts.</summary>
internal static class Window
{
    /// <summary>Replaces the image by the <paramref name="height"/>×<paramref name="width"/> window at (<paramref name="top"/>, <paramref name="left"/>).</summary>
    public static void Cut(WorkingImage image, int top, int left, int height, int width, PaddingMode mode, byte fill)
    {
        var shape = image.Shape;
        if (top == 0 && left == 0 && height == shape.Height && width == shape.Width)
            return;

        var channels = shape.Channels;
        var source = image.Pixels;
        var target = image.BeginReplace(new ImageShape(channels, height, width));
        // The columns inside the image are contiguous in each row; only the others are filled.
        var firstInside = Math.Clamp(-left, 0, width);
        var endInside = Math.Clamp(shape.Width - left, firstInside, width);
        for (var y = 0; y < height; y++)
        {
            var row = target.Slice(y * width * channels, width * channels);
            var sourceY = Fold(top + y, shape.Height, mode);
            if (sourceY < 0)
            {
                row.Fill(fill);
                continue;
            }

            var sourceRow = source.Slice(sourceY * shape.Width * channels, shape.Width * channels);
            Outside(sourceRow, row, 0, firstInside, left, channels, mode, fill);
            if (endInside > firstInside)
                sourceRow.Slice((left + firstInside) * channels, (endInside - firstInside) * channels).CopyTo(row[(firstInside * channels)..]);
            Outside(sourceRow, row, endInside, width, left, channels, mode, fill);
        }

        image.EndReplace();
    }

    /// <summary>The source of a pixel beyond the edge; −1 for none. Reflections repeat.</summary>
    public static int Fold(int index, int length, PaddingMode mode)
    {
        if ((uint)index < (uint)length)
            return index;
        switch (mode)
        {
            case PaddingMode.Edge:
                return index < 0 ? 0 : length - 1;
            case PaddingMode.Reflect when length > 1:
                var period = 2 * (length - 1);
                index = ((index % period) + period) % period;
                return index < length ? index : period - index;
            case PaddingMode.Reflect or PaddingMode.Symmetric:
                index = ((index % (2 * length)) + (2 * length)) % (2 * length);
                return index < length ? index : (2 * length) - 1 - index;
            default:
                return -1;
        }
    }

    private static void Outside(
        ReadOnlySpan<byte> source, Span<byte> target, int begin, int end, int left, int channels, PaddingMode mode, byte fill)
    {
        if (mode == PaddingMode.Constant)
        {
            target[(begin * channels)..(end * channels)].Fill(fill);
            return;
        }

        for (var x = begin; x < end; x++)
            source.Slice(Fold(left + x, source.Length / channels, mode) * channels, channels).CopyTo(target[(x * channels)..]);
    }
}
