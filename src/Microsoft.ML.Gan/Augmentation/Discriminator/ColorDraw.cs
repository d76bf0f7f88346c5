using System.Numerics;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>The colour operations of one image, in this order (Karras et al., 2020a, table of appendix B). By default, none.</summary>
internal readonly record struct ColorDraw()
{
    private static readonly Vector3 _gray = Vector3.One / MathF.Sqrt(3); // the gray axis

    /// <summary>The brightness that is added.</summary>
    public float Brightness { get; init; }

    /// <summary>The contrast factor.</summary>
    public float Contrast { get; init; } = 1;

    /// <summary>Whether luminance is inverted, with the same hue and saturation.</summary>
    public bool FlipLuma { get; init; }

    /// <summary>The rotation of hue about the gray axis, in radians.</summary>
    public float Hue { get; init; }

    /// <summary>The saturation factor.</summary>
    public float Saturation { get; init; } = 1;

    /// <summary>The matrix that (red, green, blue, 1) as a row is multiplied by.</summary>
    public Matrix4x4 Matrix()
    {
        var matrix = Matrix4x4.CreateTranslation(new Vector3(Brightness)) * Matrix4x4.CreateScale(Contrast);
        if (FlipLuma)
            matrix *= Matrix4x4.CreateReflection(new Plane(_gray, 0));
        if (Hue != 0)
            matrix *= Matrix4x4.CreateFromAxisAngle(_gray, Hue);
        return matrix * AlongGray(Saturation);
    }

    private static Matrix4x4 AlongGray(float saturation)
    {
        var rest = (1 - saturation) / 3;
        var own = saturation + rest;
        return new(
            own, rest, rest, 0,
            rest, own, rest, 0,
            rest, rest, own, 0,
            0, 0, 0, 1);
    }
}
