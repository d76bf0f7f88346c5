using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.LatentTools;

/// <summary>Points are styles, N×L×W, or N×1×W if all layers have the same style. They are interpolated linearly (Karras et al., 2019).</summary>
internal sealed class StyleSpace(IStyleGenerator styles, nn.Module<Tensor, Tensor, Tensor> generator, Device device) : LatentSpace(generator, device)
{
    /// <summary>The number of latents whose mean style starts a search, as in StyleGAN2's projector.</summary>
    private const int MeanSamples = 10_000;

    /// <summary>The noise of a search, relative to the standard deviation of these styles.</summary>
    private const double SearchNoise = 0.05;

    public int Layers => styles.StyleLayers;

    /// <summary>The mean of all styles, 1×L×W.</summary>
    public Tensor Mean => styles.MeanStyle.view(1, 1, -1).expand(-1, Layers, -1);

    public override Tensor Find(Tensor latents, Tensor conditions, double truncation) => styles.Map(latents, conditions, truncation);

    public override Tensor Synthesize(Tensor points, Tensor conditions) => styles.Synthesize(points.expand(-1, Layers, -1));

    public override Tensor Between(Tensor from, Tensor to, IReadOnlyList<double> fractions) =>
        (from * PerPoint([.. fractions.Select(part => 1 - part)], from)) + (to * PerPoint(fractions, to));

    public override Tensor Move(Tensor point, Tensor direction, Range layers, IReadOnlyList<double> amounts)
    {
        var (start, count) = layers.GetOffsetAndLength(Layers);
        var moving = zeros([1, Layers, 1], device: Device);
        moving.narrow(1, start, count).fill_(1);
        return point + (PerPoint(amounts, point) * direction * moving);
    }

    /// <summary>Style mixing: the first styles of R points with the other styles of C points: R×L×W and C×L×W → (R·C)×L×W, row by row.</summary>
    /// <param name="coarse">R points, for the first layers.</param>
    /// <param name="fine">C points, for the other layers.</param>
    /// <param name="crossover">The number of first layers.</param>
    public Tensor Cross(Tensor coarse, Tensor fine, int crossover)
    {
        var (rows, columns) = (coarse.shape[0], fine.shape[0]);
        var first = coarse.narrow(1, 0, crossover).repeat_interleave(columns, 0);
        var rest = fine.narrow(1, crossover, Layers - crossover).repeat(rows, 1, 1);
        return cat([first, rest], 1);
    }

    /// <summary>The mean style, where StyleGAN2's projector starts (Karras et al., 2020, appendix D).</summary>
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
