using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>
/// The low-pass filter of the symlet of six vanishing moments (Daubechies, 1992), through which images are doubled before they
/// are transformed and halved after it (Karras et al., 2020a, appendix B). It is orthogonal: what is doubled and halved is what
/// it was. As matrices, since rows and columns are short.
/// </summary>
/// <remarks>
/// Pixel n lies at 2n of the fine grid. The image goes on at its edges as its reflection (the edge itself not repeated), so it
/// has a period, and one period of the fine grid is all there is.
/// </remarks>
internal static class SymletFilter
{
    /// <summary>Fine pixels that an image needs beyond its own at each end to be halved.</summary>
    public const int Margin = 5;

    private static readonly double[] _taps =
    [
        0.015404109327027373, 0.0034907120842174702, -0.11799011114819057, -0.048311742585633, 0.4910559419267466, 0.787641141030194,
        0.3379294217276218, -0.07263752278646252, -0.021060292512300564, 0.04472490177066578, 0.0017677118642428036, -0.007800708325034148,
    ];

    /// <summary>Fine pixels from which on a row or column of <paramref name="size"/> pixels and its reflection come again.</summary>
    public static int FinePeriod(int size) => 2 * Period(size);

    /// <summary>From pixels to fine pixels: one period and the first two of the next, (<see cref="FinePeriod"/> + 2)×size.</summary>
    public static Tensor Up(int size)
    {
        var rows = FinePeriod(size) + 2;
        var matrix = new float[rows * size];
        for (var row = 0; row < rows; row++)
        {
            for (var tap = (row + Margin) % 2; tap < _taps.Length; tap += 2)
                matrix[(row * size) + Reflected((row + Margin - tap) / 2, size)] += (float)(Math.Sqrt(2) * _taps[tap]);
        }

        return tensor(matrix, [rows, size]);
    }

    /// <summary>From fine pixels, the margins included, to pixels: size×(2·size + 2·<see cref="Margin"/>).</summary>
    public static Tensor Down(int size)
    {
        var columns = 2 * (size + Margin);
        var matrix = new float[size * columns];
        for (var row = 0; row < size; row++)
        {
            for (var tap = 0; tap < _taps.Length; tap++)
                matrix[(row * columns) + (2 * row) + tap] = (float)(_taps[tap] / Math.Sqrt(2));
        }

        return tensor(matrix, [size, columns]);
    }

    private static int Period(int size) => Math.Max(1, 2 * (size - 1));

    private static int Reflected(int place, int size)
    {
        var period = Period(size);
        var inPeriod = ((place % period) + period) % period;
        return inPeriod < size ? inPeriod : period - inPeriod;
    }
}
