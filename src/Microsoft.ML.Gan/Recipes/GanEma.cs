namespace Microsoft.ML.Gan;

/// <summary>
/// The exponential moving average of the generator's weights, which the model generates with (Karras et al., 2018; Yazıcı et al., 2019). The decay
/// follows from a half-life in images, so it means the same for every batch size. Statistics (of batch normalization, StyleGAN's mean style) are
/// averaged like the weights, as in BigGAN's code; StyleGAN's code takes the latest.
/// </summary>
/// <param name="HalfLifeKimg">The half-life: the thousands of images after which an old value has weight ½.</param>
/// <param name="RampUp">
/// The half-life is at most this fraction of the images shown so far, so that the initial weights are forgotten soon; 0 for no ramp-up.
/// </param>
public sealed record GanEma(double HalfLifeKimg = 10, double RampUp = 0.05)
{
    /// <summary>Creates an EMA from a decay per step, as given in papers; with this library's ramp-up.</summary>
    /// <param name="decay">The weight of the old average in each step, for example 0.999.</param>
    /// <param name="imagesPerStep">Real images that the discriminator sees in a step.</param>
    public static GanEma OfDecay(double decay, int imagesPerStep) => new(Math.Log(0.5) / Math.Log(decay) * imagesPerStep / 1000);

    internal void Validate(string option)
    {
        Check.Positive(HalfLifeKimg, $"{option}.{nameof(HalfLifeKimg)}");
        Check.NotNegative(RampUp, $"{option}.{nameof(RampUp)}");
    }

    /// <summary>The weight of the new values in the average after a step.</summary>
    /// <param name="images">Real images seen so far, this step's included.</param>
    /// <param name="stepImages">Real images of this step.</param>
    internal double Weight(long images, long stepImages)
    {
        var halfLife = HalfLifeKimg * 1000;
        if (RampUp > 0)
            halfLife = Math.Min(halfLife, images * RampUp);
        return 1 - Math.Pow(0.5, stepImages / Math.Max(halfLife, 1e-8));
    }
}
