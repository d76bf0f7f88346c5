using System.Numerics;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>What happens to one image's colours, in this order (Karras et al., 2020a, table of appendix B). As made, nothing.</summary>
internal readonly record struct ColorDraw()
{
    private static readonly Vector3 _gray = Vector3.One / MathF.Sqrt(3); // the direction of gray among the colours

    /// <summary>What is added.</summary>
    public float Brightness { get; init; }

    /// <summary>What values are multiplied by.</summary>
    public float Contrast { get; init; } = 1;

    /// <summary>Light becomes dark, hue and saturation stay.</summary>
    public bool FlipLuma { get; init; }

    /// <summary>The turn about the direction of gray, in radians.</summary>
    public float Hue { get; init; }

    /// <summary>What a colour's distance from gray is multiplied by.</summary>
    public float Saturation { get; init; } = 1;

    /// <summary>What (red, green, blue, 1) as a row is multiplied by.</summary>
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
