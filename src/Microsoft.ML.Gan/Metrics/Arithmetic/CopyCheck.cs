using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>
/// Tests whether generated images are copies of training images, that is, closer to them than held-out real images are. The test of
/// Meehan et al. (2020) with Mann and Whitney's statistic.
/// </summary>
/// <param name="CloserThanHeldOut">
/// The probability that a generated image is closer to its nearest training image than a held-out image is to its own (ties count
/// half). ½: as close as held-out images; near 1: copies; near 0: farther from the data than held-out images. Lower is better
/// down to ½.
/// </param>
/// <param name="CloserThanClosest">
/// The share of generated images that are closer to a training image than the closest 1 % of held-out images are: about 0.01
/// if nothing is copied, 1 if everything is.
/// </param>
/// <param name="Nearest">For each generated image the row of its nearest training image.</param>
/// <param name="Distances">For each generated image the distance to it.</param>
internal sealed record CopyCheck(double CloserThanHeldOut, double CloserThanClosest, IReadOnlyList<long> Nearest, IReadOnlyList<double> Distances)
{
    private const double ClosestShare = 0.01;

    /// <summary>Checks features or flattened pixels: training N×D, held-out M×D and generated images K×D.</summary>
    public static CopyCheck Of(Tensor training, Tensor heldOut, Tensor generated, CancellationToken cancellation = default)
    {
        if (training.shape[0] == 0 || heldOut.shape[0] == 0 || generated.shape[0] == 0)
            throw new ArgumentException("The check against copying needs training, held-out and generated images.");
        var (_, usual) = NearestNeighbors.Among(training, heldOut, cancellation);
        var (rows, distances) = NearestNeighbors.Among(training, generated, cancellation);
        Array.Sort(usual);
        var closest = usual[(int)Math.Ceiling(ClosestShare * usual.Length) - 1];
        return new CopyCheck(
            RankStatistic.ShareBelow(distances, usual),
            distances.Average(distance => distance < closest ? 1.0 : 0.0),
            rows,
            distances);
    }
}
