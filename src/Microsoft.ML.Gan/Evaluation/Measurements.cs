namespace Microsoft.ML.Gan;

/// <summary>What is known of all images when measures are computed.</summary>
/// <param name="Real">Real images; held-out ones where <paramref name="Training"/> is there.</param>
/// <param name="Generated">Generated images.</param>
/// <param name="Training">The images that the model was trained on, if they were given.</param>
/// <param name="Seed">What random subsets are drawn from.</param>
internal sealed record Measurements(ImageMeasurements Real, ImageMeasurements Generated, ImageMeasurements? Training, int Seed)
{
    private readonly Dictionary<(int, int), (PrecisionRecall, DensityCoverage)> _neighborhoods = [];

    /// <summary>Images with a logit above it are judged real; where there is a discriminator.</summary>
    public double Boundary { get; init; }

    /// <summary>Trains the classifiers of a <see cref="GanMetric.Classifier"/>; null where there are no classes.</summary>
    public Func<ClassifierOptions, ClassifierTransfer>? Classifiers { get; init; }

    /// <summary>How real and generated features lie among one another; found out once for all measures that ask.</summary>
    /// <param name="precisionNeighbors">k for precision and recall.</param>
    /// <param name="densityNeighbors">k for density and coverage.</param>
    /// <remarks>A metric asks for its own k and the default k of the other metric. That default may be too large for few images, so it is lowered.</remarks>
    public (PrecisionRecall PrecisionRecall, DensityCoverage DensityCoverage) Neighborhoods(int precisionNeighbors, int densityNeighbors)
    {
        var most = (int)Math.Min(Real.Features!.shape[0], Generated.Features!.shape[0]) - 1;
        (precisionNeighbors, densityNeighbors) = (Math.Min(precisionNeighbors, most), Math.Min(densityNeighbors, most));
        if (!_neighborhoods.TryGetValue((precisionNeighbors, densityNeighbors), out var found))
        {
            found = NeighborhoodMeasures.Between(Real.Features, Generated.Features, precisionNeighbors, densityNeighbors);
            _neighborhoods.Add((precisionNeighbors, densityNeighbors), found);
        }

        return found;
    }
}
