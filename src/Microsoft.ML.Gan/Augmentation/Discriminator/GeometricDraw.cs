using System.Numerics;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>What happens to one image's geometry, in this order (Karras et al., 2020a, table of appendix B). As made, nothing.</summary>
internal readonly record struct GeometricDraw()
{
    public bool Flip { get; init; }

    /// <summary>Quarters of a turn.</summary>
    public int Quarters { get; init; }

    /// <summary>To the right and down, in whole pixels.</summary>
    public Vector2 Shift { get; init; }

    /// <summary>Greater than 1 magnifies.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>Clockwise, in radians, before stretching.</summary>
    public float TurnBefore { get; init; }

    /// <summary>What widths are multiplied by and heights divided by.</summary>
    public float Stretch { get; init; } = 1;

    /// <summary>Clockwise, in radians, after stretching.</summary>
    public float TurnAfter { get; init; }

    /// <summary>To the right and down, in pixels.</summary>
    public Vector2 Move { get; init; }

    /// <summary>From a place in the result to the one in the image: the operations undone, the last one first.</summary>
    public Matrix3x2 Source() =>
        Matrix3x2.CreateTranslation(-Move)
        * Matrix3x2.CreateRotation(-TurnAfter)
        * Matrix3x2.CreateScale(1 / Stretch, Stretch)
        * Matrix3x2.CreateRotation(-TurnBefore)
        * Matrix3x2.CreateScale(1 / Scale)
        * Matrix3x2.CreateTranslation(-Shift)
        * Matrix3x2.CreateRotation(-Quarters * MathF.PI / 2)
        * Matrix3x2.CreateScale(Flip ? -1 : 1, 1);
}
