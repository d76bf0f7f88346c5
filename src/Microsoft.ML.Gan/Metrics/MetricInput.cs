using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>The data that metrics are computed from (see <see cref="IGanMetric.Compute"/>).</summary>
public sealed class MetricInput
{
    private readonly Dictionary<(int, int), (PrecisionRecall, DensityCoverage)> _neighborhoods = [];
    private readonly MeasuredImages? _training;

    internal MetricInput(MeasuredImages real, MeasuredImages generated, MeasuredImages? training, int seed, CancellationToken cancellationToken) =>
        (Real, Generated, _training, Seed, CancellationToken) = (real, generated, training, seed, cancellationToken);

    /// <summary>The real images; while training those that the model is trained on, before augmentation.</summary>
    public MeasuredImages Real { get; }

    /// <summary>The generated images.</summary>
    public MeasuredImages Generated { get; }

    /// <summary>The images that the model was trained on.</summary>
    /// <exception cref="InvalidOperationException">The metric's needs do not name <see cref="MetricNeeds.TrainingImages"/>.</exception>
    public MeasuredImages Training => _training ?? throw MeasuredImages.NotGathered(MetricNeeds.TrainingImages);

    /// <summary>The seed of everything that a metric draws, so that the same images give the same numbers.</summary>
    public int Seed { get; }

    /// <summary>Cancels the evaluation. Long computations should check it.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The discriminator logit above which an image counts as real (<see cref="IGanLoss.Boundary"/>).</summary>
    internal double Boundary { get; init; }

    /// <summary>Trains classifiers on real and on generated images, and tests each on the other; null without classes.</summary>
    internal Func<ClassifierOptions, ClassifierTransfer>? Classifiers { get; init; }

    /// <summary>The nearest reference vector of each query vector, by Euclidean distance. No N×M matrix is made.</summary>
    /// <param name="references">N×D.</param>
    /// <param name="queries">M×D, on the same device.</param>
    /// <returns>For each of the M queries the row of its nearest reference, and the distance to it.</returns>
    public (long[] Rows, double[] Distances) FindNearest(Tensor references, Tensor queries) =>
        NearestNeighbors.Among(references, queries, CancellationToken);

    /// <summary>
    /// Precision, recall, density and coverage, computed once for all metrics that ask. A metric asks for its own k and the default k
    /// of the other metric. That default may be too large for few images, so it is lowered.
    /// </summary>
    /// <param name="precisionNeighbors">k for precision and recall.</param>
    /// <param name="densityNeighbors">k for density and coverage.</param>
    internal (PrecisionRecall PrecisionRecall, DensityCoverage DensityCoverage) Neighborhoods(int precisionNeighbors, int densityNeighbors)
    {
        var most = (int)Math.Min(Real.Features.shape[0], Generated.Features.shape[0]) - 1;
        (precisionNeighbors, densityNeighbors) = (Math.Min(precisionNeighbors, most), Math.Min(densityNeighbors, most));
        if (!_neighborhoods.TryGetValue((precisionNeighbors, densityNeighbors), out var found))
        {
            found = NeighborhoodMeasures.Between(Real.Features, Generated.Features, precisionNeighbors, densityNeighbors, CancellationToken);
            _neighborhoods.Add((precisionNeighbors, densityNeighbors), found);
        }

        return found;
    }
}
