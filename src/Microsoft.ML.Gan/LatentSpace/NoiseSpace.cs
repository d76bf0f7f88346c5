using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Places are latents, N×Z. Normal ones lie near a sphere, so the way between two goes along it (White, 2016); that between
/// their codes is straight.
/// </summary>
/// <param name="generator">The generator.</param>
/// <param name="device">Where it computes.</param>
/// <param name="codes">How many of the first values are codes.</param>
internal sealed class NoiseSpace(nn.Module<Tensor, Tensor, Tensor> generator, Device device, int codes = 0) : LatentSpace(generator, device)
{
    /// <summary>Below this angle, in radians, a straight line is as good, and its formula divides by no small number.</summary>
    private const double SmallestAngle = 1e-4;

    private readonly nn.Module<Tensor, Tensor, Tensor> _generator = generator;

    public override Tensor Find(Tensor latents, Tensor conditions, double truncation) => latents;

    public override Tensor Synthesize(Tensor places, Tensor conditions) => _generator.call(places, conditions);

    public override Tensor Between(Tensor from, Tensor to, IReadOnlyList<double> fractions)
    {
        var noise = from.shape[1] - codes;
        var (a, b) = (from.narrow(1, codes, noise).to(ScalarType.Float64), to.narrow(1, codes, noise).to(ScalarType.Float64));
        var angle = Math.Acos(Math.Clamp(((a * b).sum() / (a.norm() * b.norm())).item<double>(), -1, 1));
        var isStraight = double.IsNaN(angle) || Math.Sin(angle) < SmallestAngle;
        var along = Way(part => isStraight ? part : Math.Sin(part * angle) / Math.Sin(angle));
        return codes == 0 ? along : cat([Way(part => part).narrow(1, 0, codes), along.narrow(1, codes, noise)], 1);

        Tensor Way(Func<double, double> weight) =>
            (from * PerPlace([.. fractions.Select(part => weight(1 - part))], from)) + (to * PerPlace([.. fractions.Select(weight)], to));
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
