namespace Microsoft.ML.Gan;

/// <summary>Blending with a constant, in torchvision's arithmetic: single precision, clamped, cut off to whole numbers.</summary>
internal static class Blend
{
    /// <summary>Uniform between 1 − <paramref name="range"/> (at least 0) and 1 + <paramref name="range"/>.</summary>
    public static float DrawFactor(AugmentationRandom random, double range) =>
        random.NextSingle((float)Math.Max(0, 1 - range), (float)(1 + range));

    /// <summary>Every value becomes factor · value + (1 − factor) · target.</summary>
    public static void Toward(Span<byte> pixels, float target, float factor)
    {
        var share = (float)(1.0 - factor) * target;
        Span<byte> table = stackalloc byte[256];
        for (var value = 0; value < table.Length; value++)
            table[value] = (byte)Math.Clamp((factor * value) + share, 0f, 255f);
        foreach (ref var pixel in pixels)
            pixel = table[pixel];
    }
}
