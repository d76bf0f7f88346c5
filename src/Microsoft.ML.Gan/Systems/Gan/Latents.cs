using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.Gan;

/// <summary>What is drawn for a row that does not say: its latent and its class, from the model's seed and the row's id alone.</summary>
internal static class Latents
{
    private const float TruncationLimit = 2;

    /// <summary>
    /// Fills a latent with standard normal values, and its first ones with codes, if there are any. Under truncation, values
    /// beyond ±2 are drawn again and all are multiplied by it (Brock et al., 2019, in the form of their published models); the
    /// others stay the same values, so the image does too, by and large. Codes are as they are.
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

    /// <summary>Draws one of the classes, each as likely as another.</summary>
    /// <param name="classes">How many there are.</param>
    /// <param name="seed">The model's seed.</param>
    /// <param name="row">The row.</param>
    /// <param name="column">Which of several label columns it is for.</param>
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

    // Ids of rows in memory have 0 as their high half; only then is the low half the whole of it.
    private static CounterRandom Of(int seed, DataViewRowId row, ulong stream) =>
        new((ulong)seed, row.High == 0 ? stream : CounterRandom.Mix(row.High ^ CounterRandom.Mix(stream)), row.Low);
}
