namespace Microsoft.ML.Gan.Networks;

/// <summary>The growth stage of a progressive network.</summary>
/// <param name="Level">The largest size in use: 0 for 4×4, doubled at each level.</param>
/// <param name="Fade">The weight of that size, in (0, 1]; the rest is the size below it.</param>
internal readonly record struct GrowthStage(int Level, double Fade)
{
    /// <summary>Each level is first trained alone; then the next one fades in.</summary>
    public static GrowthStage At(long images, ProgressiveArchitecture options, int lastLevel)
    {
        var phase = options.StableImages + options.FadeImages;
        images = Math.Max(images, 0);
        var level = images / phase;
        if (level >= lastLevel)
            return new GrowthStage(lastLevel, 1);
        var fading = (images % phase) - options.StableImages;
        return fading > 0 ? new GrowthStage((int)level + 1, (double)fading / options.FadeImages) : new GrowthStage((int)level, 1);
    }

    public bool IsFading => Fade < 1;

    /// <summary>The index of the phase: each size has a phase of fading in and one of training alone.</summary>
    public int Phase => IsFading ? (2 * Level) - 1 : 2 * Level;

    /// <summary>The side in pixels at a level.</summary>
    public static int Side(int level) => ProgressiveArchitecture.SmallestSide << level;
}
