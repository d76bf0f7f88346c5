using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class ClassifierTrainingTests
{
    [TestMethod]
    public void Learns_to_tell_classes_apart_that_it_has_not_seen()
    {
        using var classifier = ClassifierTraining.Train(LabeledSquares.Make(200, 1), LabeledSquares.Quick, CPU);
        var score = ClassifierScore.Of(classifier, LabeledSquares.Make(200, 2));
        Assert.IsGreaterThan(0.9, score.Accuracy);
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_weights_bit_for_bit()
    {
        var images = LabeledSquares.Make(100, 1);
        string Hash(long seed)
        {
            using var classifier = ClassifierTraining.Train(images, LabeledSquares.Quick with { MinSteps = 5, FlipProbability = 0.5, Seed = seed }, CPU);
            return NetworkState.Sha256(classifier);
        }

        Assert.AreEqual(Hash(1), Hash(1));
        Assert.AreNotEqual(Hash(1), Hash(2));
    }

    [TestMethod]
    public void Draws_nothing_from_torchs_own_generator()
    {
        using var scope = NewDisposeScope();
        var before = random.get_rng_state();
        using var classifier = ClassifierTraining.Train(LabeledSquares.Make(40, 1), LabeledSquares.Quick with { MinSteps = 2 }, CPU);
        TensorAssert.AreIdentical(before, random.get_rng_state(), "torch's random state");
    }

    [TestMethod]
    public void Leaves_nothing_behind_but_the_classifier()
    {
        var images = LabeledSquares.Make(40, 1);
        var options = LabeledSquares.Quick with { MinSteps = 3 };
        ClassifierTraining.Train(images, options, CPU).Dispose();
        var before = LiveTensors.Settle();
        var classifier = ClassifierTraining.Train(images, options, CPU);
        classifier.Dispose();
        LiveTensors.AssertBackAt(before);
    }

    [TestMethod]
    public void The_classifier_outlives_a_dispose_scope_of_the_caller()
    {
        ImageClassifier classifier;
        using (NewDisposeScope())
            classifier = ClassifierTraining.Train(LabeledSquares.Make(40, 1), LabeledSquares.Quick with { MinSteps = 2 }, CPU);
        using (classifier)
            Assert.IsTrue(double.IsFinite(ClassifierScore.Of(classifier, LabeledSquares.Make(8, 2)).Accuracy));
    }

    [TestMethod]
    public void Says_how_it_stands_and_the_loss_falls()
    {
        var reports = new List<ClassifierProgress>();
        using var classifier = ClassifierTraining.Train(LabeledSquares.Make(100, 1), LabeledSquares.Quick with { MinSteps = 70 }, CPU, reports.Add);
        CollectionAssert.IsSubsetOf(new[] { 50, 70 }, reports.Select(report => report.Step).ToArray()); // and every two seconds
        Assert.IsTrue(reports.All(report => report.TotalSteps == 70));
        Assert.IsLessThan(reports[0].Loss, reports[^1].Loss);
    }

    [TestMethod]
    public void Stops_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        var reports = new List<ClassifierProgress>();
        Assert.ThrowsExactly<OperationCanceledException>(() => ClassifierTraining.Train(
            LabeledSquares.Make(40, 1),
            LabeledSquares.Quick with { MinSteps = 1_000_000, BatchSize = 8 },
            CPU,
            report =>
            {
                reports.Add(report);
                source.Cancel();
            },
            source.Token));
        Assert.IsInRange(1, 60, reports.Single().Step);
    }

    [TestMethod]
    public void Weight_decay_shrinks_weights()
    {
        var images = LabeledSquares.Make(40, 1);
        double Norm(double decay)
        {
            using var scope = NewDisposeScope();
            using var classifier = ClassifierTraining.Train(images, LabeledSquares.Quick with { MinSteps = 20, LearningRate = 0.001, WeightDecay = decay }, CPU);
            return NetworkState.Of(classifier).Where(entry => entry.Name.StartsWith("main", StringComparison.Ordinal) && entry.Value.dim() == 4)
                .Sum(entry => (double)entry.Value.norm().item<float>());
        }

        Assert.IsLessThan(0.9 * Norm(0), Norm(20));
    }

    [TestMethod]
    public void Epochs_count_when_there_are_many_images_and_steps_when_there_are_few()
    {
        var options = new ClassifierOptions { Epochs = 4, MinSteps = 400, BatchSize = 128 };
        Assert.AreEqual(1875, options.Steps(60_000));
        Assert.AreEqual(400, options.Steps(1000));
    }

    [TestMethod]
    public void Images_of_one_class_are_refused()
    {
        var images = LabeledSquares.Make(8, 1, (_, _) => 2);
        Assert.Contains("one class", Assert.ThrowsExactly<ArgumentException>(() => ClassifierTraining.Train(images, LabeledSquares.Quick, CPU)).Message);
    }

    [TestMethod]
    public void Options_that_make_no_sense_are_refused_by_name()
    {
        foreach (var (name, options) in new (string, ClassifierOptions)[]
        {
            (nameof(ClassifierOptions.Epochs), new() { Epochs = -1 }),
            (nameof(ClassifierOptions.MinSteps), new() { MinSteps = 0 }),
            (nameof(ClassifierOptions.BatchSize), new() { BatchSize = 1 }),
            (nameof(ClassifierOptions.LearningRate), new() { LearningRate = 0 }),
            (nameof(ClassifierOptions.WeightDecay), new() { WeightDecay = double.NaN }),
            (nameof(ClassifierOptions.LabelSmoothing), new() { LabelSmoothing = 1 }),
            (nameof(ClassifierOptions.Shift), new() { Shift = 1.5 }),
            (nameof(ClassifierOptions.FlipProbability), new() { FlipProbability = -0.1 }),
        })
        {
            Assert.AreEqual(name, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => options.Validate()).ParamName);
        }
    }
}
