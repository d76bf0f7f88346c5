namespace Microsoft.ML.Gan.Metrics;

/// <summary>
/// The two tests with the GAN's own discriminator. The deception rate tests the generator; accuracy and AUC test the discriminator.
/// </summary>
/// <param name="DeceptionRate">The share of generated images that are classified as real, in [0, 1].</param>
/// <param name="Accuracy">The mean of two shares: real images classified as real, and generated images classified as generated; in [0, 1].</param>
/// <param name="Auc">The share of pairs in which the real image has the higher logit (ties count half), in [0, 1].</param>
internal sealed record DiscriminatorScore(double DeceptionRate, double Accuracy, double Auc)
{
    /// <param name="real">Logits of real images that the discriminator was not trained on.</param>
    /// <param name="generated">Logits of generated images.</param>
    /// <param name="boundary">The logit above which an image is classified as real (<see cref="IGanLoss.Boundary"/>).</param>
    /// <exception cref="InvalidOperationException">A logit is NaN, or there are none.</exception>
    public static DiscriminatorScore Of(float[] real, float[] generated, double boundary)
    {
        if (real.Length == 0 || generated.Length == 0)
            throw new InvalidOperationException("There are no logits to compare.");
        if (real.Concat(generated).Any(float.IsNaN))
            throw new InvalidOperationException("The discriminator gives logits that are NaN: its training diverged.");
        var deceptionRate = ShareAbove(generated, boundary);
        var accuracy = (ShareAbove(real, boundary) + 1 - deceptionRate) / 2;
        return new DiscriminatorScore(deceptionRate, accuracy, RankStatistic.ShareBelow(Doubles(generated), Doubles(real)));
    }

    private static double ShareAbove(float[] logits, double boundary) => (double)logits.Count(logit => logit > boundary) / logits.Length;

    private static double[] Doubles(float[] logits) => Array.ConvertAll(logits, logit => (double)logit);
}
