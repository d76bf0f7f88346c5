namespace Microsoft.ML.Gan.Augmentation;

/// <summary>Blending two values, in torchvision's arithmetic: single precision, clamped, truncated to integers.</summary>
/// <remarks>A factor is a double because torchvision's is: 1 − factor is rounded to single precision after the subtraction.</remarks>
internal static class Blend
{
    /// <summary>Uniform between 1 − <paramref name="range"/> (at least 0) and 1 + <paramref name="range"/>.</summary>
    public static float DrawFactor(AugmentationRandom random, double range) =>
        random.NextSingle((float)Math.Max(0, 1 - range), (float)(1 + range));

    /// <summary>The weight of the blend's target if the weight of the value is <paramref name="factor"/>.</summary>
    public static float Share(double factor) => (float)(1.0 - factor);

    /// <summary>Every value becomes factor · value + (1 − factor) · target.</summary>
    public static void Toward(Span<byte> pixels, float target, double factor)
    {
        var own = (float)factor;
        var other = Share(factor) * target;
        Span<byte> table = stackalloc byte[256];
        for (var value = 0; value < table.Length; value++)
            table[value] = Cut((own * value) + other);
        LookupTable.Apply(table, pixels);
    }

    /// <summary>Clamps and truncates, as torchvision converts blended values to bytes.</summary>
    public static byte Cut(float value) => (byte)Math.Clamp(value, 0f, 255f);
}
