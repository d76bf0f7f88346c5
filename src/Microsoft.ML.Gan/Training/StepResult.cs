using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>What one step gave, read from the device in one go.</summary>
internal readonly record struct StepResult(
    float DiscriminatorLoss,
    float GeneratorLoss,
    float DiscriminatorGradientNorm,
    float GeneratorGradientNorm,
    float DiscriminatorWeightNorm,
    float GeneratorWeightNorm,
    float? Accuracy,
    float? Diversity)
{
    public bool IsFinite => WhatIsNotFinite is null;

    /// <summary>The first of the numbers that is not finite, in words; null if all are.</summary>
    public string? WhatIsNotFinite =>
        !float.IsFinite(DiscriminatorLoss) ? $"the discriminator's loss is {DiscriminatorLoss}"
        : !float.IsFinite(DiscriminatorGradientNorm) ? "the discriminator's gradient is not finite"
        : !float.IsFinite(DiscriminatorWeightNorm) ? "the discriminator's weights are not finite"
        : !float.IsFinite(GeneratorLoss) ? $"the generator's loss is {GeneratorLoss}"
        : !float.IsFinite(GeneratorGradientNorm) ? "the generator's gradient is not finite"
        : !float.IsFinite(GeneratorWeightNorm) ? "the generator's weights are not finite"
        : null;

    public static StepResult Read(
        Tensor discriminatorLoss,
        Tensor generatorLoss,
        Tensor discriminatorGradientNorm,
        Tensor generatorGradientNorm,
        Tensor discriminatorWeights,
        Tensor generatorWeights,
        GameStatistics? statistics)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        List<Tensor> all =
        [
            discriminatorLoss, generatorLoss, discriminatorGradientNorm, generatorGradientNorm,
            discriminatorWeights.norm(), generatorWeights.norm(),
        ];
        if (statistics is not null)
            all.AddRange([statistics.Accuracy, statistics.Diversity]);
        var v = stack(all.Select(value => value.detach().to(ScalarType.Float32))).cpu().data<float>().ToArray();
        return new StepResult(v[0], v[1], v[2], v[3], v[4], v[5], statistics is null ? null : v[6], statistics is null ? null : v[7]);
    }
}
