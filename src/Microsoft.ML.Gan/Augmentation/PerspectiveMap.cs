namespace Microsoft.ML.Gan;

/// <summary>
/// A plane seen from the side, as a grid: x' = (ax + by + c) / (gx + hy + 1), y' = (dx + ey + f) / (gx + hy + 1), with the
/// eight numbers that take four corners to four others. torchvision's <c>perspective</c>, which solves for them in single
/// precision where here it is double: of images of 64×64 its places are off by up to 0.00005 pixels.
/// </summary>
internal readonly struct PerspectiveMap : ISamplingGrid
{
    private const int Unknowns = 8;

    private readonly float _a, _b, _c, _d, _e, _f, _g, _h;

    private readonly float _halfWidth, _halfHeight;

    private PerspectiveMap(ImageShape shape, ReadOnlySpan<double> solution)
    {
        // In halves of the image, as grid_sample counts.
        (_halfWidth, _halfHeight) = (0.5f * shape.Width, 0.5f * shape.Height);
        (_a, _b, _c) = ((float)solution[0] / _halfWidth, (float)solution[1] / _halfWidth, (float)solution[2] / _halfWidth);
        (_d, _e, _f) = ((float)solution[3] / _halfHeight, (float)solution[4] / _halfHeight, (float)solution[5] / _halfHeight);
        (_g, _h) = ((float)solution[6], (float)solution[7]);
    }

    /// <summary>The map under which the four corners of the image are seen at <paramref name="places"/>, clockwise from the upper left.</summary>
    /// <returns>False where there is none: three of the places lie on a line.</returns>
    public static bool TryCreate(ImageShape shape, ReadOnlySpan<(int X, int Y)> places, out PerspectiveMap map)
    {
        var (_, height, width) = shape;
        ReadOnlySpan<(int X, int Y)> corners = [(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)];
        // Two equations a corner, eight unknowns and the right side.
        Span<double> rows = stackalloc double[Unknowns * (Unknowns + 1)];
        rows.Clear();
        for (var i = 0; i < 4; i++)
        {
            var (x, y) = places[i];
            var (toX, toY) = corners[i];
            ReadOnlySpan<double> forX = [x, y, 1, 0, 0, 0, -toX * x, -toX * y, toX];
            ReadOnlySpan<double> forY = [0, 0, 0, x, y, 1, -toY * x, -toY * y, toY];
            forX.CopyTo(rows[(2 * i * (Unknowns + 1))..]);
            forY.CopyTo(rows[(((2 * i) + 1) * (Unknowns + 1))..]);
        }

        Span<double> solution = stackalloc double[Unknowns];
        var solved = Solve(rows, solution);
        map = solved ? new PerspectiveMap(shape, solution) : default;
        return solved;
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

    /// <summary>Gauss–Jordan elimination with the greatest pivot of each column.</summary>
    private static bool Solve(Span<double> rows, Span<double> solution)
    {
        const int Stride = Unknowns + 1;
        for (var column = 0; column < Unknowns; column++)
        {
            var best = column;
            for (var row = column + 1; row < Unknowns; row++)
            {
                if (Math.Abs(rows[(row * Stride) + column]) > Math.Abs(rows[(best * Stride) + column]))
                    best = row;
            }

            // Coordinates are whole numbers, so what is not zero is far from it.
            if (Math.Abs(rows[(best * Stride) + column]) < 1e-9)
                return false;
            for (var i = 0; i < Stride; i++)
                (rows[(column * Stride) + i], rows[(best * Stride) + i]) = (rows[(best * Stride) + i], rows[(column * Stride) + i]);
            for (var row = 0; row < Unknowns; row++)
            {
                if (row == column)
                    continue;
                var factor = rows[(row * Stride) + column] / rows[(column * Stride) + column];
                for (var i = column; i < Stride; i++)
                    rows[(row * Stride) + i] -= factor * rows[(column * Stride) + i];
            }
        }

        for (var i = 0; i < Unknowns; i++)
            solution[i] = rows[(i * Stride) + Unknowns] / rows[(i * Stride) + i];
        return true;
    }
}
