namespace Microsoft.ML.Data;

public sealed class MulticlassClassificationMetrics
{
    internal MulticlassClassificationMetrics(double microAccuracy, double macroAccuracy, double logLoss, double logLossReduction,
        double[] perClassLogLoss, ConfusionMatrix confusionMatrix, int topKPredictionCount, double[]? topKAccuracies)
    {
        MicroAccuracy = microAccuracy;
        MacroAccuracy = macroAccuracy;
        LogLoss = logLoss;
        LogLossReduction = logLossReduction;
        PerClassLogLoss = perClassLogLoss;
        ConfusionMatrix = confusionMatrix;
        TopKPredictionCount = topKPredictionCount;
        TopKAccuracyForAllK = topKAccuracies;
    }

    // The mean over the rows of -log(probability given to the true class).
    public double LogLoss { get; }

    // How much better the log-loss is than that of always giving the classes' frequencies: 1 is perfect, 0 no better.
    public double LogLossReduction { get; }

    // The mean over the classes of the fraction of their rows classified right.
    public double MacroAccuracy { get; }

    // The fraction of all rows classified right.
    public double MicroAccuracy { get; }

    public double TopKAccuracy => TopKAccuracyForAllK is { Count: > 0 } all ? all[^1] : 0;

    public int TopKPredictionCount { get; }

    public IReadOnlyList<double>? TopKAccuracyForAllK { get; }

    public IReadOnlyList<double> PerClassLogLoss { get; }

    public ConfusionMatrix ConfusionMatrix { get; }
}
