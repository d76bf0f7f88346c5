using System.Collections.Concurrent;

namespace Microsoft.ML.Gan.Tests.Conformance;

/// <summary>An estimator that has been fitted.</summary>
internal sealed class FittedCase : IDisposable
{
    private static readonly ConcurrentDictionary<string, FittedCase> _shared = new();

    public FittedCase(string name)
    {
        Case = EstimatorCases.Find(name);
        Data = Case.Data(Ml);
        Estimator = Case.Make(Ml);
        // Another view of the same rows: training-only stages behave like ordinary transformers except on the rows that they were
        // fitted to, which TrainingStageTests covers.
        Transformer = Estimator.Fit(Case.Data(Ml));
    }

    public MLContext Ml { get; } = new(seed: 1);

    public EstimatorCase Case { get; }

    public IDataView Data { get; }

    public IEstimator<ITransformer> Estimator { get; }

    public ITransformer Transformer { get; }

    /// <summary>The one that all tests look at: none changes it, and fitting is most of their time. It stays to the end.</summary>
    public static FittedCase Of(string name) => _shared.GetOrAdd(name, key => new FittedCase(key));

    /// <summary>The transformer, saved and loaded by a context that knows nothing of this one.</summary>
    public ITransformer Reload(out DataViewSchema inputSchema)
    {
        using var stream = new MemoryStream();
        Ml.Model.Save(Transformer, Data.Schema, stream);
        stream.Position = 0;
        return new MLContext(seed: 77).Model.Load(stream, out inputSchema);
    }

    public void Dispose() => (Transformer as IDisposable)?.Dispose();
}
