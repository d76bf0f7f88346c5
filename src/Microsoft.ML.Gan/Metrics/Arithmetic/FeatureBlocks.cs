using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>
/// Feature vectors, N×D, in blocks of rows. Two blocks are compared at a time, so there is never an N×N matrix or a second copy of
/// all features.
/// </summary>
/// <remarks>
/// Distances are ‖a‖² + ‖b‖² − 2·ab, one matrix product for two blocks. Digits cancel if vectors are long and close together, so blocks
/// are float64 and a common centre is subtracted.
/// </remarks>
internal sealed class FeatureBlocks : IDisposable
{
    /// <summary>The most bytes of a tensor while two blocks are compared, unless 64 feature vectors take more.</summary>
    public const long BlockBytes = 8 << 20;

    private const int MostRows = 512;
    private const int FewestRows = 64;
    private readonly Tensor _features;
    private readonly Tensor _center;
    private readonly Tensor _squaredNorms;
    private readonly int _rows;

    /// <param name="features">N×D. The caller owns it and must keep it as long as the blocks.</param>
    /// <param name="center">D, float64, such as the mean. The caller owns it likewise. Blocks that are compared must have the same centre.</param>
    public FeatureBlocks(Tensor features, Tensor center)
    {
        _features = features;
        _center = center;
        _rows = RowsOf(features.shape[1]);
        _squaredNorms = empty(features.shape[0], dtype: ScalarType.Float64, device: features.device).DetachFromDisposeScope();
        OnCores.For(Count, features.device, i => Of(_squaredNorms, i).copy_(this[i].square().sum(1)));
    }

    /// <summary>The number of feature vectors.</summary>
    public long Rows => _features.shape[0];

    /// <summary>The number of blocks.</summary>
    public int Count => (int)((Rows + _rows - 1) / _rows);

    public Device Device => _features.device;

    /// <summary>The squared lengths of the centred vectors, N. This object owns them.</summary>
    public Tensor SquaredNorms => _squaredNorms;

    /// <summary>Block i: rows×D, float64, centred.</summary>
    public Tensor this[int block] => Of(_features, block).to(ScalarType.Float64, copy: true).sub_(_center);

    /// <summary>The number of feature vectors of this length in a block.</summary>
    public static int RowsOf(long dimensions) => (int)Math.Clamp(BlockBytes / (sizeof(double) * Math.Max(1, dimensions)), FewestRows, MostRows);

    /// <summary>The rows of block i of a tensor that has one row for each feature vector: a view, not a copy.</summary>
    public Tensor Of(Tensor perRow, int block) => perRow.narrow(0, (long)block * _rows, Math.Min(_rows, Rows - ((long)block * _rows)));

    /// <summary>The squared distances of two blocks, rows×columns.</summary>
    /// <param name="block">A block of this set.</param>
    /// <param name="values">The same block from <c>this[block]</c>, computed once for many comparisons.</param>
    /// <param name="others">The other set.</param>
    /// <param name="other">A block of it.</param>
    public Tensor SquaredDistances(int block, Tensor values, FeatureBlocks others, int other)
    {
        var sums = Of(_squaredNorms, block).unsqueeze(1) + others.Of(others._squaredNorms, other).unsqueeze(0);
        return sums.addmm_(values, others[other].t(), alpha: -2).clamp_min_(0);
    }

    public void Dispose() => _squaredNorms.Dispose();
}
