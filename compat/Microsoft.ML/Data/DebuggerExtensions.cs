using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public static class DebuggerExtensions
{
    public static DataDebuggerPreview Preview(this IDataView data, int maxRows = DataDebuggerPreview.DefaultMaxRows) => new(data, maxRows);

    public static DataDebuggerPreview Preview(this ITransformer transformer, IDataView data, int maxRows = DataDebuggerPreview.DefaultMaxRows)
        => new(transformer.Transform(data), maxRows);

    public static DataDebuggerPreview Preview(
        this IEstimator<ITransformer> estimator,
        IDataView data,
        int maxRows = DataDebuggerPreview.DefaultMaxRows,
        int maxTrainingRows = DataDebuggerPreview.DefaultMaxRows)
    {
        Contracts.CheckValue(estimator, nameof(estimator));
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckParam(maxRows >= 0, nameof(maxRows));
        Contracts.CheckParam(maxTrainingRows >= 0, nameof(maxTrainingRows));
        return new(estimator.Fit(new SkipTakeDataView(data, 0, maxTrainingRows)).Transform(data), maxRows);
    }

    public static DataDebuggerPreview Preview<TSource>(
        this IDataLoader<TSource> loader, TSource source, int maxRows = DataDebuggerPreview.DefaultMaxRows)
        => new(loader.Load(source), maxRows);
}
