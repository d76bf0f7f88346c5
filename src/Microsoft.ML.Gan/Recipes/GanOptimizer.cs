using System.Globalization;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Gan;

/// <summary>An optimizer and its parameters.</summary>
public sealed record GanOptimizer
{
    private GanOptimizer()
    {
    }

    internal enum UpdateRule
    {
        Adam,
        AdamW,
        RmsProp,
    }

    internal UpdateRule Rule { get; private init; }

    /// <summary>The learning rate.</summary>
    public double LearningRate { get; init; }

    /// <summary>The decay of the mean gradient per step (Adam), in [0, 1).</summary>
    public double Beta1 { get; init; }

    /// <summary>The decay of the mean squared gradient per step, in [0, 1).</summary>
    public double Beta2 { get; init; }

    /// <summary>ε, added to the root of the mean squared gradient.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>The weight decay, relative to the learning rate (AdamW).</summary>
    /// <value>Default: 0.</value>
    public double WeightDecay { get; init; }

    /// <summary>The learning rate schedule.</summary>
    /// <value>Default: constant.</value>
    public GanSchedule Schedule { get; init; } = GanSchedule.Constant();

    /// <summary>The maximum norm of the gradient over all parameters, by clipping; null for no limit.</summary>
    /// <value>Default: null.</value>
    public double? MaxGradientNorm { get; init; }

    /// <summary>Adam (Kingma and Ba, 2015). The defaults are DCGAN's.</summary>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="beta1">The decay of the mean gradient per step.</param>
    /// <param name="beta2">The decay of the mean squared gradient per step.</param>
    public static GanOptimizer Adam(double learningRate = 0.0002, double beta1 = 0.5, double beta2 = 0.999) =>
        new() { Rule = UpdateRule.Adam, LearningRate = learningRate, Beta1 = beta1, Beta2 = beta2 };

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, 2019). The defaults are PyTorch's.</summary>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="beta1">The decay of the mean gradient per step.</param>
    /// <param name="beta2">The decay of the mean squared gradient per step.</param>
    /// <param name="weightDecay">The weight decay, relative to the learning rate.</param>
    public static GanOptimizer AdamW(double learningRate = 0.001, double beta1 = 0.9, double beta2 = 0.999, double weightDecay = 0.01) =>
        new() { Rule = UpdateRule.AdamW, LearningRate = learningRate, Beta1 = beta1, Beta2 = beta2, WeightDecay = weightDecay };

    /// <summary>RMSProp (Tieleman and Hinton, 2012), as PyTorch computes it. The defaults are Wasserstein GAN's.</summary>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="alpha">The decay of the mean squared gradient per step.</param>
    public static GanOptimizer RmsProp(double learningRate = 0.00005, double alpha = 0.99) =>
        new() { Rule = UpdateRule.RmsProp, LearningRate = learningRate, Beta2 = alpha };

    /// <summary>
    /// Two time scales (Heusel et al., 2017), with the learning rates of self-attention GAN (Zhang et al., 2019, section 4): Adam with
    /// β 0 and 0.9, at 0.0001 for the generator and 0.0004 for the discriminator.
    /// </summary>
    public static (GanOptimizer Generator, GanOptimizer Discriminator) TwoTimeScales() => (Adam(0.0001, 0, 0.9), Adam(0.0004, 0, 0.9));

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Rule} {LearningRate:0.#########} ({(Rule != UpdateRule.RmsProp ? $"{Beta1:0.####}, " : "")}{Beta2:0.####})");

    /// <summary>
    /// Adam corrected for a regularizer that runs every k-th step, by c = k/(k + 1): c·η, β^c (Karras et al., 2020, appendix B).
    /// </summary>
    internal GanOptimizer ForLazyRegularization(int interval)
    {
        var correction = interval / (interval + 1.0);
        return this with { LearningRate = LearningRate * correction, Beta1 = Math.Pow(Beta1, correction), Beta2 = Math.Pow(Beta2, correction) };
    }

    /// <summary>The optimizer and its parameters as culture-invariant text.</summary>
    internal JsonObject ToJson() => new()
    {
        ["rule"] = Rule.ToString(),
        ["learningRate"] = LearningRate,
        ["beta1"] = Beta1,
        ["beta2"] = Beta2,
        ["epsilon"] = Epsilon,
        ["weightDecay"] = WeightDecay is > 0 and var decay ? decay : null, // checkpoints from before weight decay lack it
        ["schedule"] = Schedule.ToJson(),
        ["maxGradientNorm"] = MaxGradientNorm,
    };

    internal void Validate(string option)
    {
        Check.Positive(LearningRate, $"{option}.{nameof(LearningRate)}");
        Check.That(Beta1 is >= 0 and < 1, $"{option}.{nameof(Beta1)}", $"must be in [0, 1), but is {Beta1}");
        Check.That(Beta2 is >= 0 and < 1, $"{option}.{nameof(Beta2)}", $"must be in [0, 1), but is {Beta2}");
        Check.Positive(Epsilon, $"{option}.{nameof(Epsilon)}");
        Check.NotNegative(WeightDecay, $"{option}.{nameof(WeightDecay)}");
        Check.That(
            WeightDecay == 0 || Rule == UpdateRule.AdamW,
            $"{option}.{nameof(WeightDecay)}",
            $"must be 0 for {Rule}; {nameof(AdamW)} decays weights");
        Check.That(Schedule is not null, $"{option}.{nameof(Schedule)}", "must not be null");
        Schedule!.Validate($"{option}.{nameof(Schedule)}");
        Check.Positive(MaxGradientNorm ?? 1, $"{option}.{nameof(MaxGradientNorm)}");
    }
}
