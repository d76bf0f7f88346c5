using Microsoft.ML.Gan.Tests.Testing;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Metrics.Evaluation;

[TestClass]
public class ClassifierScoreTests
{
    private static readonly LabeledImages _heldOut = LabeledSquares.Make(200, 2);
    private static ImageClassifier _ofReal = null!;

    [ClassInitialize]
    public static void Train(TestContext context) => _ofReal = ClassifierTraining.Train(LabeledSquares.Make(200, 1), LabeledSquares.Quick, CPU);

    [ClassCleanup]
    public static void Dispose() => _ofReal.Dispose();

    [TestMethod]
    public void Shares_follow_from_the_confusion_matrix()
    {
        var score = new ClassifierScore(new[,] { { 3, 1, 0 }, { 2, 2, 0 }, { 0, 0, 0 } });
        Assert.AreEqual(5.0 / 8, score.Accuracy);
        Assert.AreEqual(0.75, score.AccuracyByClass[0]);
        Assert.AreEqual(0.5, score.AccuracyByClass[1]);
        Assert.IsTrue(double.IsNaN(score.AccuracyByClass[2]));
    }

    [TestMethod]
    public void Rows_of_the_confusion_matrix_are_the_intended_classes()
    {
        // All images of the first class are labelled as the second.
        var images = LabeledSquares.Make(400, 2, (_, quarter) => quarter == 0 ? 1 : quarter);
        var score = ClassifierScore.Of(_ofReal, images);
        Assert.AreEqual(200, score.Confusion[1, 0] + score.Confusion[1, 1] + score.Confusion[1, 2] + score.Confusion[1, 3]);
        Assert.IsTrue(score.Confusion[1, 0] > 90 && score.Confusion[1, 1] > 90, $"{score.Confusion[1, 0]} and {score.Confusion[1, 1]}");
        Assert.IsTrue(double.IsNaN(score.AccuracyByClass[0]));
        Assert.IsGreaterThan(0.9, score.AccuracyByClass[3]);
        Assert.IsLessThan(0.8, score.Accuracy);
    }

    [TestMethod]
    public void Images_of_another_shape_or_number_of_classes_are_refused()
    {
        var images = new LabeledImages(new byte[2 * 13 * 13], [0, 1], 4, new ImageShape(1, 13, 13));
        Assert.Contains("1×13×13", Assert.ThrowsExactly<ArgumentException>(() => ClassifierScore.Of(_ofReal, images)).Message);
    }

    [TestMethod]
    public void Copies_of_real_images_give_the_accuracies_of_real_images()
    {
        var transfer = ClassifierTransfer.Measure(_ofReal, _heldOut, LabeledSquares.Make(200, 1), LabeledSquares.Quick);
        Assert.IsGreaterThan(0.9, transfer.Baseline.Accuracy);
        Assert.AreEqual(transfer.Baseline.Accuracy, transfer.SyntheticToReal.Accuracy, 0.05);
        Assert.IsGreaterThan(0.9, transfer.RealToSynthetic.Accuracy);
    }

    [TestMethod]
    public void Synthetic_images_of_random_classes_give_the_accuracy_of_guessing()
    {
        var random = new CounterRandom(5, 901, 0);
        var shuffled = LabeledSquares.Make(400, 3, (_, _) => random.NextInt32(LabeledSquares.Classes));
        var transfer = ClassifierTransfer.Measure(LabeledSquares.Make(200, 1), _heldOut, shuffled, LabeledSquares.Quick, CPU);
        Assert.IsGreaterThan(0.9, transfer.Baseline.Accuracy);
        Assert.AreEqual(0.25, transfer.RealToSynthetic.Accuracy, 0.1);
        Assert.AreEqual(0.25, transfer.SyntheticToReal.Accuracy, 0.25);
    }
}
