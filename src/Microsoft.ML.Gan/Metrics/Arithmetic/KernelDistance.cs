using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>
/// The kernel inception distance, KID (Bińkowski et al., 2018): the squared maximum mean discrepancy of real and generated
/// features under the kernel (x·y/D + 1)³, by its unbiased estimator, as a mean over random subsets. Around 0 for the same
/// distribution (so it may be slightly negative), without an upper bound; lower is better. Unlike the Fréchet distance it is
/// unbiased for few images. The definition and the defaults of torch-fidelity: 100 subsets of 1,000, drawn without replacement.
/// </summary>
/// <param name="Mean">The distance: the mean over subsets.</param>
/// <param name="Deviation">The standard deviation over subsets (over their number, as torch-fidelity's).</param>
/// <param name="StandardError">
/// The standard error of the mean over subsets: how much the mean varies with other subsets of the same images. 0 if every subset
/// has all images.
/// </param>
internal readonly record struct KernelDistance(double Mean, double Deviation, double StandardError)
{
    public const int DefaultSubsets = 100;
    public const int DefaultSubsetSize = 1000;

    /// <summary>
    /// The distance of two sets of features, N×D and M×D. If there are fewer images than a subset has, subsets have min(N, M) images; if
    /// these are all images of both sets, there is one subset.
    /// </summary>
    public static KernelDistance Between(
        Tensor real, Tensor generated, ulong seed, int subsets = DefaultSubsets, int subsetSize = DefaultSubsetSize, CancellationToken cancellation = default)
    {
        Check.That(subsets >= 1, nameof(subsets), $"must be at least 1, but is {subsets}");
        Check.That(subsetSize >= 2, nameof(subsetSize), $"must be at least 2, but is {subsetSize}");
        var size = (int)Math.Min(subsetSize, Math.Min(real.shape[0], generated.shape[0]));
        var areAllTheSame = real.shape[0] == size && generated.shape[0] == size;
        var drawn = new (long[] Real, long[] Generated)[areAllTheSame ? 1 : subsets];
        for (var i = 0; i < drawn.Length; i++)
        {
            var random = new CounterRandom(seed, RandomStreams.KernelSubsets, (ulong)i);
            drawn[i] = (Draw(ref random, real.shape[0], size), Draw(ref random, generated.shape[0], size));
        }

        return OfSubsets(real, generated, drawn, cancellation);
    }

    /// <summary>The distance over these subsets: rows of the real and of the generated features.</summary>
    public static KernelDistance OfSubsets(
        Tensor real, Tensor generated, IReadOnlyList<(long[] Real, long[] Generated)> subsets, CancellationToken cancellation = default)
    {
        Features.RequireComparable(real, generated);
        if (subsets.Any(subset => subset.Real.Length != subset.Generated.Length || subset.Real.Length < 2))
            throw new ArgumentException("The kernel distance needs subsets of at least 2 images, as many real as generated ones.", nameof(subsets));
        var values = new double[subsets.Count];
        OnCores.For(subsets.Count, real.device, i => values[i] = Discrepancy(Rows(real, subsets[i].Real), Rows(generated, subsets[i].Generated)), cancellation);
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return new KernelDistance(mean, deviation, deviation / Math.Sqrt(values.Length));
    }

    private static long[] Draw(ref CounterRandom random, long count, int size)
    {
        var order = new int[count];
        random.Permute(order);
        return [.. order.Take(size).Select(row => (long)row)];
    }

    private static Tensor Rows(Tensor features, long[] rows) => features.index_select(0, tensor(rows, device: features.device)).to(ScalarType.Float64);

    /// <summary>The unbiased estimator of MMD²: a point is not compared with itself.</summary>
    private static double Discrepancy(Tensor x, Tensor y)
    {
        var size = (double)x.shape[0];
        var (xx, yy, xy) = (Kernel(x, x), Kernel(y, y), Kernel(x, y));
        var within = (xx.sum() - xx.trace() + yy.sum() - yy.trace()) / (size * (size - 1));
        return (within - (2 * xy.mean())).item<double>();
    }

    private static Tensor Kernel(Tensor x, Tensor y) => x.mm(y.t()).mul_(1.0 / x.shape[1]).add_(1).pow_(3);
}
