using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>
/// The auxiliary predictions of the discriminator: the condition of an image (AC-GAN; Odena et al., 2017) and the codes in its latent (InfoGAN; Chen
/// et al., 2016).
/// </summary>
/// <remarks>
/// The discriminator learns to predict codes from generated images, whose codes are known. The same term in the generator's loss makes images depend
/// on their codes.
/// </remarks>
/// <param name="conditions">The parts of the condition, if they are predicted.</param>
/// <param name="conditionWeight">λ of these.</param>
/// <param name="codes">The codes, if there are any.</param>
/// <param name="codeWeight">λ of these.</param>
internal sealed class AuxiliaryTask(IReadOnlyList<AuxiliaryTarget> conditions, double conditionWeight, LatentCodes? codes, double codeWeight)
{
    private readonly int _conditionOutputs = conditions.Sum(target => target.Size);

    /// <summary>The number of auxiliary outputs, A.</summary>
    public int Outputs => _conditionOutputs + (codes?.Size ?? 0);

    /// <summary>The logit of the discriminator's outputs, N×(1+A) or N×(1+A)×h×w.</summary>
    public static Tensor Logit(Tensor outputs) => outputs.dim() < 2 || outputs.shape[1] == 1 ? outputs : outputs.narrow(1, 0, 1);

    /// <summary>The term of the discriminator's loss for real images; null for none.</summary>
    /// <param name="outputs">The discriminator's: N×(1+A) or N×(1+A)×h×w.</param>
    /// <param name="condition">N×K.</param>
    public Tensor? OfReal(Tensor outputs, Tensor condition) => OfCondition(outputs, condition);

    /// <summary>The term of both networks' losses for generated images.</summary>
    /// <param name="outputs">The discriminator's: N×(1+A) or N×(1+A)×h×w.</param>
    /// <param name="condition">N×K.</param>
    /// <param name="latent">Their latents, N×Z, the codes first.</param>
    public Tensor OfGenerated(Tensor outputs, Tensor condition, Tensor latent)
    {
        var ofCondition = OfCondition(outputs, condition);
        if (codes is null)
            return ofCondition!;
        var ofCodes = codeWeight * Loss(outputs.narrow(1, 1 + _conditionOutputs, codes.Size), latent.narrow(1, 0, codes.Size), codes.Targets);
        return ofCondition is null ? ofCodes : ofCondition + ofCodes;
    }

    private Tensor? OfCondition(Tensor outputs, Tensor condition) =>
        conditions.Count == 0 ? null : conditionWeight * Loss(outputs.narrow(1, 1, _conditionOutputs), condition, conditions);

    /// <summary>The mean over the batch of the targets' losses, added up.</summary>
    private static Tensor Loss(Tensor estimates, Tensor wanted, IReadOnlyList<AuxiliaryTarget> targets)
    {
        if (estimates.dim() > 2)
        {
            // Each patch has its own predictions, as it has its own logit.
            var patches = estimates.flatten(2);
            wanted = wanted.repeat_interleave(patches.shape[2], 0);
            estimates = patches.transpose(1, 2).flatten(0, 1);
        }

        Tensor? total = null;
        var start = 0;
        foreach (var target in targets)
        {
            var one = target.Loss(estimates.narrow(1, start, target.Size), wanted.narrow(1, start, target.Size));
            total = total is null ? one : total + one;
            start += target.Size;
        }

        return total!;
    }
}

/// <summary>Values that are predicted together.</summary>
/// <param name="Size">The number of outputs: one per class, or one per number.</param>
/// <param name="IsClass">Whether the values are a class, one-hot.</param>
/// <param name="Weight">The weight of their loss.</param>
internal readonly record struct AuxiliaryTarget(int Size, bool IsClass, double Weight = 1)
{
    /// <summary>The cross-entropy of a class, or the mean squared error of numbers.</summary>
    /// <param name="estimate">N×<see cref="Size"/>.</param>
    /// <param name="wanted">N×<see cref="Size"/>.</param>
    public Tensor Loss(Tensor estimate, Tensor wanted)
    {
        var loss = IsClass ? -(wanted * estimate.log_softmax(1)).sum(1).mean() : (estimate - wanted).square().mean();
        return Weight == 1 ? loss : Weight * loss;
    }
}
