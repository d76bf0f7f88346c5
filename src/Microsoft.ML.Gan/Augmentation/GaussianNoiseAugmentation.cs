using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>Adds normally distributed noise to every value.</summary>
/// <remarks>torchvision 0.14 has no such operation. The noise has 4096 equally probable values, up to 3.7 standard deviations.</remarks>
public sealed record GaussianNoiseAugmentation : IImageAugmentation
{
    internal const string RegisteredName = "gaussian-noise";

    /// <summary>Each 64-bit draw gives five values of twelve bits.</summary>
    private const int PerNumber = 5;

    private static readonly float[] _quantiles = MakeQuantiles();

    private readonly double _standardDeviation = 0.05;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The noise's standard deviation, as a fraction of the range of values.</summary>
    /// <value>Default: 0.05; 0 to 10.</value>
    public double StandardDeviation
    {
        get => _standardDeviation;
        init => _standardDeviation = Check.Within(value, 0, 10);
    }

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        Add(image.Pixels, random, (float)(255 * StandardDeviation));
    }

    private static void Add(Span<byte> pixels, AugmentationRandom random, float deviation)
    {
        ReadOnlySpan<float> quantiles = _quantiles;
        var key = ((ulong)random.NextUInt32() << 32) | random.NextUInt32();
        for (var i = 0; i < pixels.Length; i += PerNumber)
        {
            var bits = CounterRandom.Mix(key + (ulong)i);
            foreach (ref var pixel in pixels.Slice(i, Math.Min(PerNumber, pixels.Length - i)))
            {
                pixel = (byte)Math.Clamp(pixel + (int)MathF.Round(deviation * quantiles[(int)(bits & 0xFFF)]), 0, 255);
                bits >>= 12;
            }
        }
    }

    /// <summary>
    /// The medians of 4096 equally probable intervals of the normal distribution. Each is found by bisection of the distribution function, computed
    /// as a series; then all are scaled to a variance of 1.
    /// </summary>
    private static float[] MakeQuantiles()
    {
        const int Count = 4096;
        var values = new double[Count];
        for (var i = Count / 2; i < Count; i++)
        {
            var target = ((i + 0.5) / Count) - 0.5;
            double low = 0, high = 5;
            for (var step = 0; step < 40; step++)
            {
                var middle = (low + high) / 2;
                (low, high) = IntegralFromZero(middle) < target ? (middle, high) : (low, middle);
            }

            values[i] = low;
            values[Count - 1 - i] = -low;
        }

        var scale = Math.Sqrt(Count / values.Sum(value => value * value));
        return [.. values.Select(value => (float)(value * scale))];
    }

    /// <summary>Φ(x) − ½ = (1/√2π) · Σₙ (−1)ⁿ x²ⁿ⁺¹ / (2ⁿ n! (2n + 1)), from basic operations only, which round the same everywhere.</summary>
    private static double IntegralFromZero(double x)
    {
        const double PerRootTwoPi = 0.39894228040143267794;
        var power = x;
        var sum = x;
        for (var n = 1; n < 80; n++)
        {
            power *= -x * x / (2 * n);
            sum += power / ((2 * n) + 1);
        }

        return PerRootTwoPi * sum;
    }
}
