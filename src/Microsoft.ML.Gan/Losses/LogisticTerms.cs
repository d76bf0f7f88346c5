using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Microsoft.ML.Gan.Losses;

/// <summary>The discriminator's term for real images, shared by the two losses of Goodfellow et al. (2014).</summary>
internal static class LogisticTerms
{
    /// <summary>Cross-entropy against a target of 1 − s: softplus(−real) + s·real.</summary>
    public static Tensor Real(Tensor real, double smoothing) =>
        smoothing == 0 ? softplus(-real).mean() : softplus(-real).mean() + (smoothing * real.mean());

    public static double CheckSmoothing(double value)
    {
        const string Option = nameof(NonSaturatingLoss.LabelSmoothing);
        Check.That(value is >= 0 and < 0.5, Option, $"must be in [0, 0.5), but is {value}");
        return value;
    }
}
