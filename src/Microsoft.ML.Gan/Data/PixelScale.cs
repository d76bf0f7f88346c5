using System.Globalization;

namespace Microsoft.ML.Gan.Data;

/// <summary>
/// Recognizes float pixels whose scale does not match the pixel layout. Pixels of 0 to 1 read as 0 to 255, for example, have only two gray levels
/// next to black.
/// </summary>
internal static class PixelScale
{
    /// <summary>Levels up to this are nearly black: an eighth of the way to white.</summary>
    public const float Dark = 32;

    private const float Rounding = 0.01f;
    private const float LeastOf16Bits = 1023;

    private static readonly (string Name, float Low, float High, string Layout)[] _known =
    [
        ("0 to 1", 0 - Rounding, 1 + Rounding, "new PixelLayout { ScaleImage = 1 / 255f }"),
        ("-1 to 1", -1 - Rounding, 1 + Rounding, "new PixelLayout { OffsetImage = 127.5f, ScaleImage = 1 / 127.5f }"),
        ("0 to 255", -0.5f, 255.5f, "PixelLayout.Default"),
        ("-128 to 127", -128.5f, 127.5f, "new PixelLayout { OffsetImage = 128 }"),
        ("0 to 65535", -0.5f, 65535.5f, "new PixelLayout { ScaleImage = 257 }"),
    ];

    /// <summary>Whether no level is above 1, and not all are 0.</summary>
    public static bool IsBlack(LevelRange levels) => levels.Highest is > 0 and <= 1 + Rounding;

    /// <summary>The error of the layout that all images together show; null for none.</summary>
    /// <param name="column">A column of float vectors.</param>
    /// <param name="levels">The levels of all of them, by the column's layout.</param>
    public static string? ProblemOf(ImageColumn column, LevelRange levels)
    {
        var (low, high) = Values(column.Layout, levels);
        if (IsBlack(levels))
            return Problem(column, low, high, "all pictures are black");
        // By a layout around 0, pixels of 0 to 1 are the brighter half of all levels.
        return column.Layout.OffsetImage != 0 && low is > -2 * Rounding and < 2 * Rounding && high is > 5 * Rounding and <= 1 + Rounding
            ? Problem(column, low, high, "no pixel is darker than half of the range")
            : null;
    }

    /// <summary>The error of an image whose pixels have another scale.</summary>
    public static string Problem(ImageColumn column, LevelRange levels, string consequence)
    {
        var (low, high) = Values(column.Layout, levels);
        return Problem(column, low, high, consequence);
    }

    /// <summary>The advice for values of this range, appended to another message; empty if no usual scale fits.</summary>
    public static string Advice(ImageColumn column, ReadOnlySpan<float> values)
    {
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (Recognize(low, high) is not { } scale || (scale.High > ushort.MaxValue && high <= LeastOf16Bits))
            return "";
        return $". The row's values are {Range(low, high)}: if the pixels are {scale.Name}, " +
            (column.LayoutOption is { } option ? $"set {option} = {scale.Layout}" : "bring them to the scale of the training");
    }

    private static string Problem(ImageColumn column, float low, float high, string consequence)
    {
        var scale = Recognize(low, high);
        var remedy = (scale, column.LayoutOption) switch
        {
            ({ } known, { } option) => $"pixels of {known.Name} need {option} = {known.Layout}",
            (null, { } option) => $"set offset and scale of {option}, or bring the pixels to 0 to 255",
            ({ } known, null) => $"these look like pixels of {known.Name}: bring them to the scale of the training",
            _ => "bring the pixels to the scale of the training",
        };
        var layout = $"{column.LayoutOption ?? "the pixel layout of the training"} (offset {Text(column.Layout.OffsetImage)}, scale {Text(column.Layout.ScaleImage)})";
        return $"the values are {Range(low, high)}, and by {layout} {consequence}; {remedy}";
    }

    private static (string Name, float Low, float High, string Layout)? Recognize(float low, float high)
    {
        foreach (var scale in _known)
        {
            if (low >= scale.Low && high <= scale.High)
                return scale;
        }

        return null;
    }

    private static (float Low, float High) Values(PixelLayout layout, LevelRange levels)
    {
        var (one, other) = ((levels.Lowest - layout.OffsetImage) * layout.ScaleImage, (levels.Highest - layout.OffsetImage) * layout.ScaleImage);
        return (Math.Min(one, other), Math.Max(one, other));
    }

    private static string Range(float low, float high) => $"{Text(low)} to {Text(high)}";

    private static string Text(float value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
