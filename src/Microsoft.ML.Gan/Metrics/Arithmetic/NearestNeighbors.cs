using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>Exact nearest neighbours among feature vectors, block by block (<see cref="FeatureBlocks"/>).</summary>
internal static class NearestNeighbors
{
    /// <summary>
    /// Squared distances from each vector to its <paramref name="count"/> nearest others of the same set, N×count, ascending,
    /// float64. A vector is not its own neighbour; an equal one at another row is.
    /// </summary>
    public static Tensor Within(FeatureBlocks set, int count, CancellationToken cancellation = default)
    {
        if (set.Rows <= count)
            throw new ArgumentException($"There are no {count} nearest neighbours among {set.Rows} images.");
        var nearest = full([set.Rows, count], double.PositiveInfinity, ScalarType.Float64, set.Device);
        var gates = Enumerable.Range(0, set.Count).Select(_ => new object()).ToArray();

        // The distance from a to b is that from b to a, so every pair of blocks is compared once for both.
        OnCores.For(set.Count, set.Device, block =>
        {
            var values = set[block];
            for (var other = block; other < set.Count; other++)
            {
                using var scope = NewDisposeScope();
                cancellation.ThrowIfCancellationRequested();
                var distances = set.SquaredDistances(block, values, set, other);
                if (other == block)
                    distances.diagonal().fill_(double.PositiveInfinity);
                else
                    Merge(other, distances.t().contiguous());
                Merge(block, distances);
            }
        }, cancellation);
        return nearest;

        void Merge(int block, Tensor distances)
        {
            var found = Smallest(distances, count);
            lock (gates[block])
            {
                var known = set.Of(nearest, block);
                known.copy_(Smallest(cat([known, found], 1), count));
            }
        }
    }

    /// <summary>For each query the nearest reference: its row and the distance to it.</summary>
    public static (long[] Rows, double[] Distances) Among(Tensor references, Tensor queries, CancellationToken cancellation = default)
    {
        Features.RequireComparable(references, queries);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var center = Features.Mean(references);
        using var from = new FeatureBlocks(queries, center);
        using var to = new FeatureBlocks(references, center);
        var rows = zeros(queries.shape[0], dtype: ScalarType.Int64, device: queries.device);
        var distances = full(queries.shape[0], double.PositiveInfinity, ScalarType.Float64, queries.device);
        OnCores.For(from.Count, queries.device, block =>
        {
            var values = from[block];
            var (row, best) = (from.Of(rows, block), from.Of(distances, block));
            long first = 0;
            for (var other = 0; other < to.Count; other++)
            {
                using var inner = NewDisposeScope();
                cancellation.ThrowIfCancellationRequested();
                var (found, index) = from.SquaredDistances(block, values, to, other).min(1);
                row.copy_(where(found < best, index + first, row));
                best.copy_(minimum(found, best));
                first += to.Of(references, other).shape[0];
            }

            // Computed from the vectors themselves, so that the distance of equal vectors is exactly 0.
            best.copy_((values - (references.index_select(0, row).to(ScalarType.Float64) - center)).square().sum(1).sqrt());
        }, cancellation);
        return (rows.cpu().data<long>().ToArray(), distances.cpu().data<double>().ToArray());
    }

    /// <summary>The smallest numbers of each row, ascending; all of them if there are fewer.</summary>
    private static Tensor Smallest(Tensor rows, int count) => rows.topk((int)Math.Min(count, rows.shape[1]), 1, largest: false).values;
}
