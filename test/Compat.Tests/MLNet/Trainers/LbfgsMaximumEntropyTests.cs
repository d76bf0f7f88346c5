using Compat.Tests.MLNet.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Compat.Tests.MLNet.Trainers;

[TestClass]
public class LbfgsMaximumEntropyTests
{
    public sealed class Point
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];

        public string Class { get; set; } = "";

        public float Weight { get; set; } = 1;
    }

    public sealed class Prediction
    {
        public string Named { get; set; } = "";

        public float[] Score { get; set; } = [];
    }

    private readonly MLContext _context = new(1);

    // Three clouds of points, 100 each.
    private static Point[] Clouds(float spread = 0.5f)
    {
        var random = new Random(7);
        (string Name, float X, float Y)[] centers = [("left", -2, 0), ("right", 2, 0), ("top", 0, 3)];
        return Enumerable.Range(0, 300).Select(i =>
        {
            var (name, x, y) = centers[i % 3];
            return new Point { Class = name, Features = [x + spread * Noise(random), y + spread * Noise(random)] };
        }).ToArray();
    }

    private static float Noise(Random random)
        => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    private IDataView Keyed(IEnumerable<Point> points)
    {
        var data = _context.Data.LoadFromEnumerable(points);
        return _context.Transforms.Conversion.MapValueToKey("Label", "Class").Fit(data).Transform(data);
    }

    [TestMethod]
    public void SeparableClouds_AreLearned()
    {
        var data = Keyed(Clouds());
        var model = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.01f).Fit(data);
        var metrics = _context.MulticlassClassification.Evaluate(model.Transform(data));
        Assert.IsGreaterThan(0.98, metrics.MicroAccuracy);
        Assert.IsGreaterThan(0.9, metrics.LogLossReduction);
    }

    [TestMethod]
    public void Pipeline_SavesLoadsAndPredicts()
    {
        var data = _context.Data.LoadFromEnumerable(Clouds());
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label", "Class")
            .Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Append(_context.Transforms.Conversion.MapKeyToValue("Named", "PredictedLabel"));
        PipelineCheck.FitSaveLoad(_context, pipeline, data);

        using var engine = _context.Model.CreatePredictionEngine<Point, Prediction>(pipeline.Fit(data));
        var prediction = engine.Predict(new Point { Features = [0, 3] });
        Assert.AreEqual("top", prediction.Named);
        Assert.AreEqual(1f, prediction.Score.Sum(), 1e-5f);
        Assert.AreEqual(prediction.Score.Max(), prediction.Score[2]);
    }

    [TestMethod]
    public void OutputColumns_CarryScoreAnnotationsAndNames()
    {
        var data = Keyed(Clouds());
        var output = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(data).Transform(data);
        Assert.AreEqual(new KeyDataViewType(typeof(uint), 3), output.Schema["PredictedLabel"].Type);
        CollectionAssert.AreEqual(new[] { "left", "right", "top" }, PipelineCheck.Names(output.Schema["PredictedLabel"], "KeyValues"));
        CollectionAssert.AreEqual(new[] { "left", "right", "top" }, PipelineCheck.Names(output.Schema["Score"], "SlotNames"));
        ReadOnlyMemory<char> kind = default;
        output.Schema["Score"].Annotations.GetValue("ScoreColumnKind", ref kind);
        Assert.AreEqual("MulticlassClassification", kind.ToString());
    }

    // The optimum without L1 is where the gradient vanishes: the mean of (p - y) x + (L2 / n) w, of (p - y) for the biases.
    [TestMethod]
    public void TheSolution_IsAStationaryPoint()
    {
        var points = Clouds(spread: 1.5f);
        var data = Keyed(points);
        var trainer = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 1, optimizationTolerance: 1e-12f);
        var transformer = trainer.Fit(data);
        VBuffer<float>[] weights = [];
        transformer.Model.GetWeights(ref weights, out int classes);
        var output = transformer.Transform(data);
        var scores = output.GetColumn<float[]>("Score").ToArray();
        var labels = output.GetColumn<uint>("Label").ToArray();
        for (int c = 0; c < classes; c++)
        {
            double bias = 0, x = 0, y = 0;
            for (int i = 0; i < points.Length; i++)
            {
                double error = scores[i][c] - (labels[i] == c + 1 ? 1 : 0);
                bias += error;
                x += error * points[i].Features[0];
                y += error * points[i].Features[1];
            }
            Assert.AreEqual(0, bias / points.Length, 1e-4);
            Assert.AreEqual(0, (x + weights[c].GetItemOrDefault(0)) / points.Length, 1e-4);
            Assert.AreEqual(0, (y + weights[c].GetItemOrDefault(1)) / points.Length, 1e-4);
        }
    }

    [TestMethod]
    public void L1_MakesWeightsExactlyZero()
    {
        var random = new Random(3);
        var points = Clouds();
        // A second, meaningless feature instead of the height; two of the classes suffice.
        foreach (var point in points)
            point.Features[1] = Noise(random);
        var data = Keyed(points.Where(p => p.Class != "top"));
        var model = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 20, l2Regularization: 0).Fit(data).Model;
        VBuffer<float>[] weights = [];
        model.GetWeights(ref weights, out _);
        Assert.AreEqual(0f, weights[0].GetItemOrDefault(1));
        Assert.AreEqual(0f, weights[1].GetItemOrDefault(1));
        Assert.AreNotEqual(0f, weights[0].GetItemOrDefault(0));
    }

    [TestMethod]
    public void EnforceNonNegativity_KeepsWeightsAboveZero()
    {
        var model = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(enforceNonNegativity: true).Fit(Keyed(Clouds())).Model;
        VBuffer<float>[] weights = [];
        model.GetWeights(ref weights, out _);
        Assert.IsTrue(weights.All(w => w.DenseValues().All(v => v >= 0)));
        Assert.IsTrue(weights.Any(w => w.DenseValues().Any(v => v > 0)));
    }

    [TestMethod]
    public void TheNumberOfThreads_ChangesNothing()
    {
        var data = Keyed(Clouds(1.5f));
        float[] Train(int threads)
        {
            VBuffer<float>[] weights = [];
            _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = threads })
                .Fit(data).Model.GetWeights(ref weights, out _);
            return weights.SelectMany(w => w.DenseValues()).ToArray();
        }
        CollectionAssert.AreEqual(Train(1), Train(4));
    }

    [TestMethod]
    public void WeightsOfZero_LeaveRowsOut()
    {
        var points = Clouds();
        var wrong = points.Select(p => new Point { Class = p.Class == "left" ? "right" : "left", Features = p.Features, Weight = 0 });
        var options = new LbfgsMaximumEntropyMulticlassTrainer.Options { ExampleWeightColumnName = "Weight" };
        var data = Keyed(points.Concat(wrong));
        var clean = Keyed(points);
        var model = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(options).Fit(data);
        Assert.IsGreaterThan(0.98, _context.MulticlassClassification.Evaluate(model.Transform(clean)).MicroAccuracy);
    }

    [TestMethod]
    public void FewIterations_StopEarlyAndAWarmStartGoesOn()
    {
        var data = Keyed(Clouds(1.5f));
        var options = new LbfgsMaximumEntropyMulticlassTrainer.Options { MaximumNumberOfIterations = 1 };
        var trainer = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(options);
        var first = trainer.Fit(data);
        var second = trainer.Fit(data, first.Model);
        double Loss(ITransformer model) => _context.MulticlassClassification.Evaluate(model.Transform(data)).LogLoss;
        Assert.IsLessThan(Loss(first), Loss(second));
    }

    [TestMethod]
    public void RowsThatAreNoNumbers_AreLeftOut()
    {
        var points = Clouds().Append(new Point { Class = "left", Features = [float.NaN, 0] }).ToArray();
        var data = Keyed(points);
        var model = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(data);
        Assert.IsGreaterThan(0.98, _context.MulticlassClassification.Evaluate(model.Transform(data)).MicroAccuracy);
    }

    [TestMethod]
    public void WrongColumns_AreRefused()
    {
        var data = _context.Data.LoadFromEnumerable(Clouds());
        var trainers = _context.MulticlassClassification.Trainers;
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainers.LbfgsMaximumEntropy().Fit(data));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainers.LbfgsMaximumEntropy("Class").Fit(data));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainers.LbfgsMaximumEntropy(featureColumnName: "Nope").Fit(Keyed(Clouds())));
    }

    [TestMethod]
    public void NoRows_AreAnError()
        => Assert.ThrowsExactly<InvalidOperationException>(
            () => _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(Keyed([])));
}
