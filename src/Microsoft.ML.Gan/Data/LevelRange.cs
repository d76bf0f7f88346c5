namespace Microsoft.ML.Gan.Data;

/// <summary>The range of the gray levels in float vectors, 0 to 255 where the pixel layout is right.</summary>
/// <param name="Lowest">The lowest level; infinite for none.</param>
/// <param name="Highest">The highest level; negative infinity for none.</param>
/// <param name="HasFractions">Whether a level lies between 0 and 1: levels of bytes are whole.</param>
internal readonly record struct LevelRange(float Lowest, float Highest, bool HasFractions)
{
    /// <summary>Beyond rounding, but still next to a whole level.</summary>
    private const float Rounding = 0.02f;

    public static LevelRange Empty { get; } = new(float.PositiveInfinity, float.NegativeInfinity, false);

    /// <summary>Whether this level lies between 0 and 1.</summary>
    public static bool IsFraction(float level) => level is > Rounding and < 1 - Rounding;

    /// <summary>The range of both.</summary>
    public LevelRange With(LevelRange other) =>
        new(Math.Min(Lowest, other.Lowest), Math.Max(Highest, other.Highest), HasFractions || other.HasFractions);
}
