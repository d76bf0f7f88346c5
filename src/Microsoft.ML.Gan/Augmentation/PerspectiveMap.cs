using MathNet.Numerics.LinearAlgebra;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>
/// A plane seen from the side, as a grid: x' = (ax + by + c) / (gx + hy + 1), y' = (dx + ey + f) / (gx + hy + 1), with eight numbers that map four
/// corners to four others. torchvision's <c>perspective</c>, which solves for them in single instead of double precision: for images of 64×64 its
/// positions differ by up to 0.00005 pixels.
/// </summary>
internal readonly struct PerspectiveMap : ISamplingGrid
{
    private const int Unknowns = 8;

    private readonly float _a, _b, _c, _d, _e, _f, _g, _h;

    private readonly float _halfWidth, _halfHeight;

    private PerspectiveMap(ImageShape shape, Vector<double> solution)
    {
        // In halves of the image, as grid_sample counts.
        (_halfWidth, _halfHeight) = (0.5f * shape.Width, 0.5f * shape.Height);
        (_a, _b, _c) = ((float)solution[0] / _halfWidth, (float)solution[1] / _halfWidth, (float)solution[2] / _halfWidth);
        (_d, _e, _f) = ((float)solution[3] / _halfHeight, (float)solution[4] / _halfHeight, (float)solution[5] / _halfHeight);
        (_g, _h) = ((float)solution[6], (float)solution[7]);
    }

    /// <summary>The map of the four corners of the image to <paramref name="places"/>, clockwise from the upper left.</summary>
    /// <returns>False if there is none, because three of the places lie on a line.</returns>
    public static bool TryCreate(ImageShape shape, ReadOnlySpan<(int X, int Y)> places, out PerspectiveMap map)
    {
        var (_, height, width) = shape;
        ReadOnlySpan<(int X, int Y)> corners = [(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)];
        // Two equations a corner, eight unknowns.
        var (factors, right) = (Matrix<double>.Build.Dense(Unknowns, Unknowns), Vector<double>.Build.Dense(Unknowns));
        for (var i = 0; i < 4; i++)
        {
            var (x, y) = places[i];
            var (toX, toY) = corners[i];
            factors.SetRow(2 * i, [x, y, 1, 0, 0, 0, -toX * x, -toX * y]);
            factors.SetRow((2 * i) + 1, [0, 0, 0, x, y, 1, -toY * x, -toY * y]);
            (right[2 * i], right[(2 * i) + 1]) = (toX, toY);
        }

        var decomposed = factors.LU();
        // Coordinates are integers, so a nonzero value is not close to 0.
        if (decomposed.U.Diagonal().AbsoluteMinimum() < 1e-9)
        {
            map = default;
            return false;
        }

        map = new PerspectiveMap(shape, decomposed.Solve(right));
        return true;
    }

    public void Row(int x, int y, Span<float> sourceX, Span<float> sourceY)
    {
        var v = y + 0.5f;
        for (var i = 0; i < sourceX.Length; i++)
        {
            var u = x + i + 0.5f;
            var distance = MathF.FusedMultiplyAdd(v, _h, u * _g) + 1;
            sourceX[i] = MathF.FusedMultiplyAdd((MathF.FusedMultiplyAdd(v, _b, u * _a) + _c) / distance, _halfWidth, -0.5f);
            sourceY[i] = MathF.FusedMultiplyAdd((MathF.FusedMultiplyAdd(v, _e, u * _d) + _f) / distance, _halfHeight, -0.5f);
        }
    }
}
