using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MLNet.Trainers;

[TestClass]
public class MulticlassEvaluationTests
{
    public sealed class Scored
    {
        // In objects keys count from 0.
        [KeyType(3)]
        public uint Label { get; set; }

        [VectorType(3)]
        public float[] Score { get; set; } = [];

        [KeyType(3)]
        public uint PredictedLabel { get; set; }
    }

    private readonly MLContext _context = new(1);

    private static Scored[] Rows { get; } =
    [
        new() { Label = 0, Score = [0.8f, 0.1f, 0.1f] },
        new() { Label = 0, Score = [0.3f, 0.6f, 0.1f] },
        new() { Label = 1, Score = [0.2f, 0.5f, 0.3f] },
        new() { Label = 2, Score = [0.1f, 0.7f, 0.2f] },
    ];

    private MulticlassClassificationMetrics Metrics(int top = 0)
        => _context.MulticlassClassification.Evaluate(_context.Data.LoadFromEnumerable(Rows), topKPredictionCount: top);

    [TestMethod]
    public void Accuracies_CountRowsAndClasses()
    {
        Assert.AreEqual(0.5, Metrics().MicroAccuracy, 1e-9);
        Assert.AreEqual((0.5 + 1 + 0) / 3, Metrics().MacroAccuracy, 1e-9);
    }

    [TestMethod]
    public void LogLoss_IsTheMeanOfTheTrueClassesLogarithms()
    {
        double expected = -(Math.Log(0.8) + Math.Log(0.3) + Math.Log(0.5) + Math.Log(0.2)) / 4;
        double prior = -(0.5 * Math.Log(0.5) + 2 * 0.25 * Math.Log(0.25));
        Assert.AreEqual(expected, Metrics().LogLoss, 1e-6);
        Assert.AreEqual(1 - expected / prior, Metrics().LogLossReduction, 1e-6);
        Assert.AreEqual(-(Math.Log(0.8) + Math.Log(0.3)) / 2, Metrics().PerClassLogLoss[0], 1e-6);
    }

    [TestMethod]
    public void ConfusionMatrix_HasTrueClassesInRows()
    {
        var matrix = Metrics().ConfusionMatrix;
        Assert.AreEqual(3, matrix.NumberOfClasses);
        Assert.AreEqual(1, matrix.Counts[0][1]);
        Assert.AreEqual(1, matrix.GetCountForClassPair(predictedClassIndicatorIndex: 1, actualClassIndicatorIndex: 2));
        Assert.AreEqual(1 / 3.0, matrix.PerClassPrecision[1], 1e-9);
        Assert.AreEqual(0.5, matrix.PerClassRecall[0], 1e-9);
        StringAssert.Contains(matrix.GetFormattedConfusionTable(), "Confusion table");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => matrix.GetCountForClassPair(3, 0));
    }

    [TestMethod]
    public void TopK_CountsTheTrueClassAmongTheBest()
    {
        CollectionAssert.AreEqual(new[] { 0.5, 1.0 }, Metrics(top: 2).TopKAccuracyForAllK!.ToArray());
        Assert.AreEqual(1.0, Metrics(top: 2).TopKAccuracy);
        Assert.AreEqual(2, Metrics(top: 2).TopKPredictionCount);
    }

    [TestMethod]
    public void RowsWithoutLabelOrWithBadScores_AreLeftOut()
    {
        var rows = Rows.Append(new Scored { Label = 9, Score = [1, 0, 0] }).Append(new Scored { Label = 0, Score = [float.NaN, 0, 0] });
        var metrics = _context.MulticlassClassification.Evaluate(_context.Data.LoadFromEnumerable(rows));
        Assert.AreEqual(0.5, metrics.MicroAccuracy, 1e-9);
    }

    [TestMethod]
    public void MissingColumns_AreRefused()
        => Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _context.MulticlassClassification.Evaluate(_context.Data.LoadFromEnumerable(Rows), scoreColumnName: "Nope"));
}
