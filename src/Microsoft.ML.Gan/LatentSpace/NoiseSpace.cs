using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>Places are latents, N×Z. Normal ones lie near a sphere, so the way between two goes along it (White, 2016).</summary>
internal sealed class NoiseSpace(nn.Module<Tensor, Tensor, Tensor> generator, Device device) : LatentSpace(generator, device)
{
    /// <summary>Below this angle, in radians, a straight line is as good, and its formula divides by no small number.</summary>
    private const double SmallestAngle = 1e-4;

    private readonly nn.Module<Tensor, Tensor, Tensor> _generator = generator;

    public override Tensor Find(Tensor latents, Tensor conditions, double truncation) => latents;

    public override Tensor Synthesize(Tensor places, Tensor conditions) => _generator.call(places, conditions);

    public override Tensor Between(Tensor from, Tensor to, IReadOnlyList<double> fractions)
    {
        var (a, b) = (from.to(ScalarType.Float64), to.to(ScalarType.Float64));
        var angle = Math.Acos(Math.Clamp(((a * b).sum() / (a.norm() * b.norm())).item<double>(), -1, 1));
        var isStraight = double.IsNaN(angle) || Math.Sin(angle) < SmallestAngle;
        return (from * PerPlace([.. fractions.Select(part => Weight(1 - part))], from)) + (to * PerPlace([.. fractions.Select(Weight)], to));

        double Weight(double part) => isStraight ? part : Math.Sin(part * angle) / Math.Sin(angle);
    }

    public override Tensor Move(Tensor place, Tensor direction, Range layers, IReadOnlyList<double> amounts) =>
        place + (PerPlace(amounts, place) * direction);

    public override SearchStart BeginSearch(Func<int, (Tensor Latents, Tensor Conditions)> draw, int starts)
    {
        var (latents, conditions) = draw(starts);
        return new SearchStart(latents, conditions, Noise: 0);
    }

    protected override IReadOnlyList<Tensor> ReadBy(IReadOnlyList<Tensor> weights, Range layers) => weights;
}
