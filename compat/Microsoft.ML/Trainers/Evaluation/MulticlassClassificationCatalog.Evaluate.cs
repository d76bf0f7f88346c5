using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class MulticlassClassificationCatalog
{
    public MulticlassClassificationMetrics Evaluate(IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel", int topKPredictionCount = 0)
    {
        Host.CheckValue(data, nameof(data));
        Host.CheckNonEmpty(labelColumnName, nameof(labelColumnName));
        Host.CheckNonEmpty(scoreColumnName, nameof(scoreColumnName));
        Host.CheckNonEmpty(predictedLabelColumnName, nameof(predictedLabelColumnName));
        Host.CheckUserArg(topKPredictionCount >= 0, nameof(topKPredictionCount), "Must be non-negative");
        return MulticlassEvaluator.Evaluate(Host, data, labelColumnName, scoreColumnName, predictedLabelColumnName, topKPredictionCount);
    }
}
