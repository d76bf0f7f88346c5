using static Microsoft.ML.Gan.Tests.Metrics.Arithmetic.MetricsFixture;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Metrics.Arithmetic;

/// <summary>The score of the logits of metrics_fixtures.py, and of cases with a known answer.</summary>
[TestClass]
public class InceptionScoreTests
{
    [TestMethod]
    public void Score_agrees_with_numpy_from_logits_and_from_probabilities()
    {
        using var scope = NewDisposeScope();
        var logits = 3 * Pattern64(3, 103, 7);
        foreach (var score in new[] { InceptionScore.OfLogits(logits), InceptionScore.OfProbabilities(logits.softmax(1)) })
        {
            Assert.AreEqual(Number("inceptionScore", "mean"), score.Mean, 1e-12);
            Assert.AreEqual(Number("inceptionScore", "deviation"), score.Deviation, 1e-12);
        }
    }

    [TestMethod]
    public void Certain_predictions_of_all_classes_give_the_number_of_classes()
    {
        using var scope = NewDisposeScope();
        var score = InceptionScore.OfProbabilities(eye(5).repeat(4, 1), splits: 2);
        Assert.AreEqual(5, score.Mean, 1e-12);
        Assert.AreEqual(0, score.Deviation, 1e-12);
    }

    [TestMethod]
    public void Images_of_one_class_give_one()
    {
        using var scope = NewDisposeScope();
        Assert.AreEqual(1, InceptionScore.OfLogits(tensor([9f, 1f, 0f]).repeat(30, 1)).Mean, 1e-12);
    }

    [TestMethod]
    public void Too_few_images_and_numbers_that_are_not_finite_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsExactly<ArgumentException>(() => InceptionScore.OfLogits(zeros(9, 3)));
        Assert.ThrowsExactly<ArgumentException>(() => InceptionScore.OfLogits(full([10, 3], double.NaN)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => InceptionScore.OfLogits(zeros(9, 3), splits: 0));
    }
}
