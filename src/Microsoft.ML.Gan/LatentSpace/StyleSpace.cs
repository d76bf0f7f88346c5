using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// Places are styles, N×L×W, or N×1×W where all layers have the same one. Styles need not fill a sphere, so the way between
/// two is straight (Karras et al., 2019).
/// </summary>
internal sealed class StyleSpace(IStyleGenerator styles, nn.Module<Tensor, Tensor, Tensor> generator, Device device) : LatentSpace(generator, device)
{
    /// <summary>Of StyleGAN2's projector: latents whose styles' mean is where it begins, and its noise relative to their deviation.</summary>
    private const int MeanSamples = 10_000;
    private const double SearchNoise = 0.05;

    public int Layers => styles.StyleLayers;

    /// <summary>The mean of all styles, 1×L×W.</summary>
    public Tensor Mean => styles.MeanStyle.view(1, 1, -1).expand(-1, Layers, -1);

    public override Tensor Find(Tensor latents, Tensor conditions, double truncation) => styles.Map(latents, conditions, truncation);

    public override Tensor Synthesize(Tensor places, Tensor conditions) => styles.Synthesize(places.expand(-1, Layers, -1));

    public override Tensor Between(Tensor from, Tensor to, IReadOnlyList<double> fractions) =>
        (from * PerPlace([.. fractions.Select(part => 1 - part)], from)) + (to * PerPlace(fractions, to));

    public override Tensor Move(Tensor place, Tensor direction, Range layers, IReadOnlyList<double> amounts)
    {
        var (start, count) = layers.GetOffsetAndLength(Layers);
        var moving = zeros([1, Layers, 1], device: Device);
        moving.narrow(1, start, count).fill_(1);
        return place + (PerPlace(amounts, place) * direction * moving);
    }

    /// <summary>The first styles of some, the others of others: R×L×W and C×L×W → (R·C)×L×W, row by row.</summary>
    /// <param name="coarse">R places.</param>
    /// <param name="fine">C places.</param>
    /// <param name="crossover">How many styles are the coarse ones'.</param>
    public Tensor Cross(Tensor coarse, Tensor fine, int crossover)
    {
        var (rows, columns) = (coarse.shape[0], fine.shape[0]);
        var first = coarse.narrow(1, 0, crossover).repeat_interleave(columns, 0);
        var rest = fine.narrow(1, crossover, Layers - crossover).repeat(rows, 1, 1);
        return cat([first, rest], 1);
    }

    /// <summary>The mean style, for StyleGAN2's projector begins there (Karras et al., 2020, appendix D).</summary>
    public override SearchStart BeginSearch(Func<int, (Tensor Latents, Tensor Conditions)> draw, int starts)
    {
        var (latents, conditions) = draw(MeanSamples);
        var drawn = styles.Map(latents, conditions).select(1, 0);
        var mean = drawn.mean([0], keepdim: true);
        var deviation = (drawn - mean).square().sum().div(MeanSamples).sqrt().item<float>();
        return new SearchStart(mean.unsqueeze(1), conditions.narrow(0, 0, 1), SearchNoise * deviation);
    }

    protected override IReadOnlyList<Tensor> ReadBy(IReadOnlyList<Tensor> weights, Range layers)
    {
        var (start, count) = layers.GetOffsetAndLength(Layers);
        return [.. weights.Skip(start).Take(count)];
    }
}
