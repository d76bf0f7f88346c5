namespace Microsoft.ML.Gan.Augmentation;

/// <summary>
/// An affine map of the image onto itself, as a grid: rotation, scale and shear about a center, then a translation. The arithmetic is torchvision's
/// <c>affine</c>, step by step in single precision with products added unrounded, because the last bit decides which of two equally near pixels is
/// the nearest.
/// </summary>
internal readonly struct AffineMap : ISamplingGrid
{
    private readonly ImageShape _shape;
    private readonly float _xx;
    private readonly float _xy;
    private readonly float _x;
    private readonly float _yx;
    private readonly float _yy;
    private readonly float _y;

    /// <param name="shape">The shape of the image.</param>
    /// <param name="degrees">The rotation, clockwise.</param>
    /// <param name="right">The translation in pixels.</param>
    /// <param name="down">The translation in pixels.</param>
    /// <param name="scale">Greater than 1 magnifies.</param>
    /// <param name="shearX">The shear along x in degrees.</param>
    /// <param name="shearY">The shear along y in degrees.</param>
    /// <param name="center">The fixed point, in pixels from the middle of the image.</param>
    public AffineMap(
        ImageShape shape,
        double degrees = 0,
        double right = 0,
        double down = 0,
        double scale = 1,
        double shearX = 0,
        double shearY = 0,
        (double X, double Y) center = default)
    {
        _shape = shape;
        var rotation = double.DegreesToRadians(degrees);
        var alongX = double.DegreesToRadians(shearX);
        var alongY = double.DegreesToRadians(shearY);

        // Rotation · shear Y · shear X, whose determinant is 1; a grid needs the inverse.
        var a = Math.Cos(rotation - alongY) / Math.Cos(alongY);
        var b = (-a * Math.Tan(alongX)) - Math.Sin(rotation);
        var c = Math.Sin(rotation - alongY) / Math.Cos(alongY);
        var d = (-c * Math.Tan(alongX)) + Math.Cos(rotation);
        double xx = d / scale, xy = -b / scale, yx = -c / scale, yy = a / scale;
        var x = (xx * (-center.X - right)) + (xy * (-center.Y - down)) + center.X;
        var y = (yx * (-center.X - right)) + (yy * (-center.Y - down)) + center.Y;

        // In halves of the image, as grid_sample counts.
        var halfWidth = 0.5f * shape.Width;
        var halfHeight = 0.5f * shape.Height;
        (_xx, _xy, _x) = ((float)xx / halfWidth, (float)xy / halfWidth, (float)x / halfWidth);
        (_yx, _yy, _y) = ((float)yx / halfHeight, (float)yy / halfHeight, (float)y / halfHeight);
    }

    public void Row(int x, int y, Span<float> sourceX, Span<float> sourceY)
    {
        var halfWidth = 0.5f * _shape.Width;
        var halfHeight = 0.5f * _shape.Height;
        var v = y + 0.5f - halfHeight;
        for (var i = 0; i < sourceX.Length; i++)
        {
            var u = x + i + 0.5f - halfWidth;
            sourceX[i] = MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(v, _xy, u * _xx) + _x + 1, halfWidth, -0.5f);
            sourceY[i] = MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(v, _yy, u * _yx) + _y + 1, halfHeight, -0.5f);
        }
    }
}
