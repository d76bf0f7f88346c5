using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>The activation of StyleGAN2's layers: LeakyReLU 0.2, times √2 to keep the variance, and optionally a clamp.</summary>
internal static class StyleActivation
{
    public static readonly double Gain = Math.Sqrt(2);

    /// <param name="features">Of any shape.</param>
    /// <param name="gain">The factor of the result, √2 included.</param>
    /// <param name="clamp">The largest magnitude, if there is one.</param>
    public static Tensor Apply(Tensor features, double gain, double? clamp) =>
        Clamp(nn.functional.leaky_relu(features, 0.2).mul_(gain), clamp);

    /// <inheritdoc cref="Apply(Tensor, double, double?)"/>
    public static Tensor Apply(Tensor features) => Apply(features, Gain, null);

    public static Tensor Clamp(Tensor features, double? clamp) => clamp is { } most ? features.clamp(-most, most) : features;
}
