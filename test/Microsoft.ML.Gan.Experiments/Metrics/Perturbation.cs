using DatasetAugmentationSample;
namespace Microsoft.ML.Gan.Experiments;

/// <summary>Ways to make real pictures worse, each of which a measure must notice.</summary>
public static class Perturbation
{
    /// <summary>Uniform noise in place of the pictures.</summary>
    public static PictureRow[] Noise(PictureRow[] pictures, int seed)
    {
        var random = new Random(seed);
        return [.. pictures.Select(picture =>
        {
            var pixels = new byte[picture.Image.Length];
            random.NextBytes(pixels);
            return With(picture, pixels);
        })];
    }

    /// <summary>Pictures seen through a Gaussian of this standard deviation, in pixels.</summary>
    public static PictureRow[] Blur(PictureRow[] pictures, double sigma)
    {
        var radius = (int)Math.Ceiling(3 * sigma);
        var kernel = Enumerable.Range(-radius, (2 * radius) + 1).Select(x => Math.Exp(-x * x / (2 * sigma * sigma))).ToArray();
        var total = kernel.Sum();
        return [.. pictures.Select(picture =>
        {
            var values = Array.ConvertAll(picture.Image, value => (double)value);
            values = Pass(Pass(values, 1, PictureRow.Side), PictureRow.Side, 1);
            return With(picture, Array.ConvertAll(values, value => (byte)Math.Round(value)));
        })];

        // One direction; what lies beyond the edge is black, as the pictures' background is.
        double[] Pass(double[] values, int step, int across)
        {
            var result = new double[values.Length];
            for (var line = 0; line < PictureRow.Side; line++)
            {
                for (var i = 0; i < PictureRow.Side; i++)
                {
                    var sum = 0.0;
                    for (var k = -radius; k <= radius; k++)
                    {
                        if (i + k is >= 0 and < PictureRow.Side)
                            sum += kernel[k + radius] * values[(line * across) + ((i + k) * step)];
                    }

                    result[(line * across) + (i * step)] = sum / total;
                }
            }

            return result;
        }
    }

    /// <summary>Pictures moved to the right and down; what moves in is black.</summary>
    public static PictureRow[] Shift(PictureRow[] pictures, int by) => [.. pictures.Select(picture =>
    {
        var pixels = new byte[picture.Image.Length];
        for (var y = by; y < PictureRow.Side; y++)
            picture.Image.AsSpan((y - by) * PictureRow.Side, PictureRow.Side - by).CopyTo(pixels.AsSpan((y * PictureRow.Side) + by));
        return With(picture, pixels);
    })];

    /// <summary>As many pictures, of the first classes only: a generator that has lost modes.</summary>
    public static PictureRow[] OnlyClasses(PictureRow[] pictures, int classes)
    {
        PictureRow[] kept = [.. pictures.Where(picture => picture.Label < classes)];
        return [.. Enumerable.Range(0, pictures.Length).Select(index => kept[index % kept.Length])];
    }

    private static PictureRow With(PictureRow picture, byte[] pixels) => new() { Image = pixels, Label = picture.Label };
}
