using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>
/// Pulls the image about like rubber: each pixel comes from a random place near its own, and near pixels from near places
/// (Simard et al., 2003). torchvision's <c>ElasticTransform</c>.
/// </summary>
public sealed record ElasticAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "elastic";

    private readonly double _alpha = 50;
    private readonly double _sigma = 5;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The strength: displacements are half of it in pixels, times smoothed random numbers between −1 and 1.</summary>
    /// <value>Default: 50; 0 to 10000.</value>
    public double Alpha
    {
        get => _alpha;
        init => _alpha = Check.Within(value, 0, 1e4);
    }

    /// <summary>The standard deviation of the Gaussian that smooths the displacements, in pixels.</summary>
    /// <value>Default: 5; 0 (not at all) to 50.</value>
    public double Sigma
    {
        get => _sigma;
        init => _sigma = Check.Within(value, 0, 50);
    }

    /// <summary>How values between pixels are computed.</summary>
    /// <value>Default: <see cref="ImageInterpolation.Bilinear"/>.</value>
    public ImageInterpolation Interpolation { get; init; } = ImageInterpolation.Bilinear;

    /// <summary>The value of pixels beyond the edges.</summary>
    /// <value>Default: 0.</value>
    public byte Fill { get; init; }

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        var (_, height, width) = image.Shape;
        var plane = height * width;
        var numbers = image.Numbers((2 * plane) + GaussianSmoothing.RoomFor(image.Shape with { Channels = 1 }, KernelSize(Sigma)));
        foreach (ref var value in numbers.Span[..(2 * plane)])
            value = random.NextSingle(-1, 1);
        Deform(image, numbers, Alpha, Sigma, Interpolation, Fill);
    }

    /// <param name="image">The image.</param>
    /// <param name="numbers">Displacements along x, then along y, between −1 and 1 and not yet smoothed; then room to smooth them.</param>
    /// <param name="alpha">The strength of the displacements.</param>
    /// <param name="sigma">The standard deviation of the smoothing.</param>
    /// <param name="interpolation">How values between pixels are computed.</param>
    /// <param name="fill">The value of pixels beyond the edges.</param>
    internal static void Deform(WorkingImage image, Memory<float> numbers, double alpha, double sigma, ImageInterpolation interpolation, byte fill)
    {
        var plane = image.Shape with { Channels = 1 };
        var length = plane.Length;
        var room = numbers.Span[(2 * length)..];
        if (sigma > 0)
        {
            GaussianSmoothing.Apply(numbers.Span[..length], plane, KernelSize(sigma), sigma, room);
            GaussianSmoothing.Apply(numbers.Span.Slice(length, length), plane, KernelSize(sigma), sigma, room);
        }

        Resampling.Apply(image, new DisplacementGrid(plane, numbers, (float)alpha), interpolation, fill);
    }

    /// <summary>Four standard deviations on either side; odd.</summary>
    internal static int KernelSize(double sigma) => (int)((8 * sigma) + 1) | 1;

    /// <summary>Each pixel's own place, moved. torchvision divides the way along x by the height, which shows where images are not square.</summary>
    private readonly struct DisplacementGrid(ImageShape plane, Memory<float> displacements, float alpha) : ISamplingGrid
    {
        public void Row(int x, int y, Span<float> sourceX, Span<float> sourceY)
        {
            var values = displacements.Span;
            var start = (y * plane.Width) + x;
            var right = values.Slice(start, sourceX.Length);
            var down = values.Slice(plane.Length + start, sourceX.Length);
            var farX = alpha / plane.Height * (0.5f * plane.Width);
            var farY = alpha / plane.Width * (0.5f * plane.Height);
            for (var i = 0; i < sourceX.Length; i++)
            {
                sourceX[i] = x + i + (right[i] * farX);
                sourceY[i] = y + (down[i] * farY);
            }
        }
    }
}
