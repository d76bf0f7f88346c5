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

        var source = image.ToBgra();
        var columns = Taps.Make(left, drawnWidth, width, image.Width);
        var rows = Taps.Make(top, drawnHeight, height, image.Height);
        for (int y = Math.Max(0, top); y < Math.Min(height, top + drawnHeight); y++)
            for (int x = Math.Max(0, left); x < Math.Min(width, left + drawnWidth); x++)
                for (int c = 0; c < 3; c++)
                {
                    float sum = 0;
                    for (int j = 0; j < 4; j++)
                    {
                        int row = rows[y].Index(j) * image.Width;
                        float line = 0;
                        for (int i = 0; i < 4; i++)
                            line += columns[x].Weight(i) * source[(row + columns[x].Index(i)) * 4 + c];
                        sum += rows[y].Weight(j) * line;
                    }
                    result[(y * width + x) * 4 + c] = (byte)Math.Clamp(sum + 0.5f, 0f, 255f);
                }
        return MLImage.FromBgra(width, height, result);
    }

    // The four source pixels along an axis that make a destination pixel, and their weights under Mitchell's filter.
    private readonly struct Taps(int first, int last, float w0, float w1, float w2, float w3)
    {
        public int Index(int tap) => Math.Clamp(first + tap, 0, last);

        public float Weight(int tap) => tap switch { 0 => w0, 1 => w1, 2 => w2, _ => w3 };

        public static Taps[] Make(int start, int drawn, int canvas, int source)
        {
            var taps = new Taps[canvas];
            for (int to = 0; to < canvas; to++)
            {
                float at = (to - start + 0.5f) * source / drawn - 0.5f;
                int floor = (int)MathF.Floor(at);
                float t = at - floor;
                taps[to] = new Taps(floor - 1, source - 1, Mitchell(1 + t), Mitchell(t), Mitchell(1 - t), Mitchell(2 - t));
            }
            return taps;
        }

        private static float Mitchell(float x) => x < 1
            ? (7f * x * x * x - 12f * x * x + 16f / 3f) / 6f
            : (-7f / 3f * x * x * x + 12f * x * x - 20f * x + 32f / 3f) / 6f;
    }
}
