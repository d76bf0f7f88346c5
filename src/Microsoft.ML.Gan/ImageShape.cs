namespace Microsoft.ML.Gan;

/// <summary>The shape of one image, in the order of a tensor: C×H×W.</summary>
/// <param name="Channels">1 (gray) or 3 (red, green, blue).</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Width">Width in pixels.</param>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>The number of values in one image: C·H·W.</summary>
    public int Length => checked(Channels * Height * Width);

    /// <summary>The shape as <c>C×H×W</c>.</summary>
    public override string ToString() => $"{Channels}×{Height}×{Width}";
}
