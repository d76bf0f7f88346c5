using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.LatentTools;

/// <summary>
/// Points are latents, N×Z. Normally distributed latents lie near a sphere, so they are interpolated along it (White, 2016). InfoGAN codes
/// are interpolated linearly.
/// </summary>
/// <param name="generator">The generator.</param>
/// <param name="device">The device of the generator.</param>
/// <param name="codes">The number of InfoGAN codes, which are the first values of a latent.</param>
internal sealed class NoiseSpace(nn.Module<Tensor, Tensor, Tensor> generator, Device device, int codes = 0) : LatentSpace(generator, device)
{
    /// <summary>Below this angle, in radians, interpolation is linear, because the formula of the sphere would divide by a small number.</summary>
    private const double SmallestAngle = 1e-4;

    private readonly nn.Module<Tensor, Tensor, Tensor> _generator = generator;

    public override Tensor Find(Tensor latents, Tensor conditions, double truncation) => latents;

    public override Tensor Synthesize(Tensor points, Tensor conditions) => _generator.call(points, conditions);

    public override Tensor Between(Tensor from, Tensor to, IReadOnlyList<double> fractions)
    {
        var noise = from.shape[1] - codes;
        var (a, b) = (from.narrow(1, codes, noise).to(ScalarType.Float64), to.narrow(1, codes, noise).to(ScalarType.Float64));
        var angle = Math.Acos(Math.Clamp(((a * b).sum() / (a.norm() * b.norm())).item<double>(), -1, 1));
        var isStraight = double.IsNaN(angle) || Math.Sin(angle) < SmallestAngle;
        var onSphere = Interpolate(part => isStraight ? part : Math.Sin(part * angle) / Math.Sin(angle));
        return codes == 0 ? onSphere : cat([Interpolate(part => part).narrow(1, 0, codes), onSphere.narrow(1, codes, noise)], 1);

        Tensor Interpolate(Func<double, double> weight) =>
            (from * PerPoint([.. fractions.Select(part => weight(1 - part))], from)) + (to * PerPoint([.. fractions.Select(weight)], to));
    }

    public override Tensor Move(Tensor point, Tensor direction, Range layers, IReadOnlyList<double> amounts) =>
        point + (PerPoint(amounts, point) * direction);

    public override SearchStart BeginSearch(Func<int, (Tensor Latents, Tensor Conditions)> draw, int starts)
    {
        var (latents, conditions) = draw(starts);
        return new SearchStart(latents, conditions, Noise: 0);
    }

    protected override IReadOnlyList<Tensor> ReadBy(IReadOnlyList<Tensor> weights, Range layers) => weights;
}
