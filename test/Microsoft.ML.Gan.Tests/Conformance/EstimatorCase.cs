namespace Microsoft.ML.Gan.Tests.Conformance;

/// <summary>An estimator and its properties.</summary>
/// <param name="Name">The name in the test report.</param>
/// <param name="Make">Creates the estimator.</param>
/// <param name="Output">The column that it adds, the last of them if there are several.</param>
/// <param name="Learns">The columns that fitting needs.</param>
/// <param name="Reads">The columns of <see cref="Data"/> that the transformer reads.</param>
internal sealed record EstimatorCase(
    string Name,
    Func<MLContext, IEstimator<ITransformer>> Make,
    string Output,
    string[] Learns,
    string[] Reads)
{
    /// <summary>What it is fitted to, and transforms.</summary>
    public Func<MLContext, IDataView> Data { get; init; } = Sample.Load;

    /// <summary>The number of columns that it adds.</summary>
    public int Added { get; init; } = 1;

    /// <summary>Those of <see cref="Reads"/> that the transformer cannot do without.</summary>
    public string[] Needs { get; init; } = [];
}
