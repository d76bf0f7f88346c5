using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.Gan;

/// <summary>Draws the latent and the class of a row from the model's seed and the row's id only.</summary>
internal static class Latents
{
    private const float TruncationLimit = 2;

    /// <summary>
    /// Fills a latent with standard normal values, and its first ones with codes, if there are any. With truncation, values beyond ±2 are drawn again
    /// and all are multiplied by ψ (Brock et al., 2019, as in their published models); other values keep their draws, so the image stays similar.
    /// Codes are not truncated.
    /// </summary>
    public static void Fill(Span<float> latent, int seed, DataViewRowId row, LatentCodes? codes = null, double truncation = 1)
    {
        var random = Of(seed, row, RandomStreams.Noise);
        foreach (ref var value in latent)
            value = random.NextGaussian();
        if (truncation != 1)
            Truncate(latent, truncation, Of(seed, row, RandomStreams.TruncatedNoise));
        codes?.Draw(latent, Of(seed, row, RandomStreams.Codes));
    }

    /// <summary>Draws a class, uniformly.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="seed">The model's seed.</param>
    /// <param name="row">The row.</param>
    /// <param name="column">The index of the label column.</param>
    public static int Class(int classes, int seed, DataViewRowId row, int column = 0) =>
        Of(seed, row, column == 0 ? RandomStreams.Class : CounterRandom.Mix(RandomStreams.Class + ((ulong)column << 32))).NextInt32(classes);

    private static void Truncate(Span<float> latent, double truncation, CounterRandom again)
    {
        foreach (ref var value in latent)
        {
            while (MathF.Abs(value) > TruncationLimit)
                value = again.NextGaussian();
            value *= (float)truncation;
        }
    }

    // Ids of rows in memory have 0 as their high half.
    private static CounterRandom Of(int seed, DataViewRowId row, ulong stream) =>
        new((ulong)seed, row.High == 0 ? stream : CounterRandom.Mix(row.High ^ CounterRandom.Mix(stream)), row.Low);
}
