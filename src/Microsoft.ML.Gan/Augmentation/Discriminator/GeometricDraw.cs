using System.Numerics;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>The geometric operations of one image, in this order (Karras et al., 2020a, table of appendix B). By default, none.</summary>
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

    /// <summary>The factor by which widths are multiplied and heights divided.</summary>
    public float Stretch { get; init; } = 1;

    /// <summary>Clockwise, in radians, after stretching.</summary>
    public float TurnAfter { get; init; }

    /// <summary>To the right and down, in pixels.</summary>
    public Vector2 Move { get; init; }

    /// <summary>The map from a position in the result to its source: the inverse operations, the last one first.</summary>
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
