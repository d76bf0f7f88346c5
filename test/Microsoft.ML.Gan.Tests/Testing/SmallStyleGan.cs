namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>The smallest StyleGAN2 that learns <see cref="Squares"/>, trained for a few steps.</summary>
internal static class SmallStyleGan
{
    /// <summary>Of 16×16: one of the first size, two each of 8 and 16 pixels, and the last colours.</summary>
    public const int Layers = 6;

    public static StyleGan2Architecture Architecture { get; } = new()
    {
        LatentSize = TinyGan.LatentSize,
        StyleSize = 8,
        MappingLayers = 2,
        ChannelBase = 64,
        ChannelMax = 8,
        MeanStyleDecay = 0.5,
    };

    public static GanTransformer Fit(MLContext ml, Action<GanEstimator.Options>? change = null) => TinyGan.Fit(ml, options =>
    {
        options.Architecture = Architecture;
        change?.Invoke(options);
    });
}
