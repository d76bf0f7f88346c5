using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Data;

// Resizing and graying, with ML.NET's choice of filters: nearest pixel for Fill, Mitchell's cubic for the other two, which
// draw the scaled image on an opaque black canvas.
internal static class ImageGeometry
{
    public static MLImage Resize(MLImage image, int width, int height, ImageResizingEstimator.ResizingKind kind, ImageResizingEstimator.Anchor anchor)
    {
        if (kind == ImageResizingEstimator.ResizingKind.Fill)
            return Stretch(image, width, height);
        float byWidth = (float)width / image.Width, byHeight = (float)height / image.Height;
        bool pad = kind == ImageResizingEstimator.ResizingKind.IsoPad;
        bool followHeight = pad == (byHeight < byWidth);
        float scale = followHeight ? byHeight : byWidth;
        int left = 0, top = 0;
        if (followHeight)
            left = Offset(width - image.Width * scale, anchor, ImageResizingEstimator.Anchor.Left, ImageResizingEstimator.Anchor.Right, pad);
        else
            top = Offset(height - image.Height * scale, anchor, ImageResizingEstimator.Anchor.Top, ImageResizingEstimator.Anchor.Bottom, pad);
        return Draw(image, width, height, left, top, (int)(image.Width * scale), (int)(image.Height * scale));
    }

    public static MLImage Gray(MLImage image)
    {
        var source = image.ToBgra();
        var result = new byte[source.Length];
        for (int i = 0; i < source.Length; i += 4)
        {
            float level = 0.3f * source[i + 2] + 0.59f * source[i + 1] + 0.11f * source[i];
            result[i] = result[i + 1] = result[i + 2] = (byte)(level + 0.5f);
            result[i + 3] = 255;
        }
        return MLImage.FromBgra(image.Width, image.Height, result);
    }

    // Where the scaled image begins when this much room (negative: excess) is left along an axis. Padding is always even.
    private static int Offset(float room, ImageResizingEstimator.Anchor anchor, ImageResizingEstimator.Anchor near, ImageResizingEstimator.Anchor far, bool pad)
        => !pad && anchor == near ? 0 : !pad && anchor == far ? (int)room : (int)(room / 2);

    private static MLImage Stretch(MLImage image, int width, int height)
    {
        var source = image.ToBgra();
        var result = new byte[width * height * 4];
        for (int y = 0, to = 0; y < height; y++)
        {
            int row = (int)((y + 0.5f) * image.Height / height) * image.Width;
            for (int x = 0; x < width; x++, to += 4)
                source.AsSpan((row + (int)((x + 0.5f) * image.Width / width)) * 4, 4).CopyTo(result.AsSpan(to));
        }
        return MLImage.FromBgra(width, height, result);
    }

    private static MLImage Draw(MLImage image, int width, int height, int left, int top, int drawnWidth, int drawnHeight)
    {
        var result = new byte[width * height * 4];
        for (int i = 3; i < result.Length; i += 4)
            result[i] = 255;
        if (drawnWidth <= 0 || drawnHeight <= 0)
            return MLImage.FromBgra(width, height, result);

        // Along the rows first, then along the columns.
        int fromX = Math.Max(0, left), toX = Math.Min(width, left + drawnWidth);
        int fromY = Math.Max(0, top), toY = Math.Min(height, top + drawnHeight);
        var lines = ScaleRows(image, new Taps(left, drawnWidth, width, image.Width), width, fromX, toX);
        var taps = new Taps(top, drawnHeight, height, image.Height);
        for (int y = fromY; y < toY; y++)
        {
            Span<float> l0 = Line(0), l1 = Line(1), l2 = Line(2), l3 = Line(3);
            var (w0, w1, w2, w3) = (taps.Weights[4 * y], taps.Weights[4 * y + 1], taps.Weights[4 * y + 2], taps.Weights[4 * y + 3]);
            for (int x = fromX; x < toX; x++)
                for (int c = 0; c < 3; c++)
                {
                    int at = x * 3 + c;
                    float sum = w0 * l0[at] + w1 * l1[at] + w2 * l2[at] + w3 * l3[at];
                    result[(y * width + x) * 4 + c] = (byte)Math.Clamp(sum + 0.5f, 0f, 255f);
                }

            Span<float> Line(int tap) => lines.AsSpan(taps.Indices[4 * y + tap] * width * 3, width * 3);
        }
        return MLImage.FromBgra(width, height, result);
    }

    // Every source row at the new width, as B, G, R floats.
    private static float[] ScaleRows(MLImage image, Taps taps, int width, int fromX, int toX)
    {
        var source = image.ToBgra();
        var lines = new float[image.Height * width * 3];
        for (int y = 0; y < image.Height; y++)
        {
            var row = source.AsSpan(y * image.Width * 4, image.Width * 4);
            var line = lines.AsSpan(y * width * 3, width * 3);
            for (int x = fromX; x < toX; x++)
                for (int tap = 4 * x; tap < 4 * x + 4; tap++)
                {
                    float weight = taps.Weights[tap];
                    int at = taps.Indices[tap] * 4;
                    line[x * 3] += weight * row[at];
                    line[x * 3 + 1] += weight * row[at + 1];
                    line[x * 3 + 2] += weight * row[at + 2];
                }
        }
        return lines;
    }

    // For each place along an axis of the canvas, the four source pixels that make it and their weights under Mitchell's
    // filter. Beyond the edge the source continues with its last pixel.
    private sealed class Taps
    {
        public readonly int[] Indices;
        public readonly float[] Weights;

        public Taps(int start, int drawn, int canvas, int source)
        {
            Indices = new int[4 * canvas];
            Weights = new float[4 * canvas];
            for (int to = 0; to < canvas; to++)
            {
                float at = (to - start + 0.5f) * source / drawn - 0.5f;
                int floor = (int)MathF.Floor(at);
                for (int tap = 0; tap < 4; tap++)
                {
                    Indices[4 * to + tap] = Math.Clamp(floor - 1 + tap, 0, source - 1);
                    Weights[4 * to + tap] = Mitchell(Math.Abs(at - (floor - 1 + tap)));
                }
            }
        }

        private static float Mitchell(float x) => x < 1
            ? (7f * x * x * x - 12f * x * x + 16f / 3f) / 6f
            : (-7f / 3f * x * x * x + 12f * x * x - 20f * x + 32f / 3f) / 6f;
    }
}
