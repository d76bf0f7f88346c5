using System.Text.Json.Nodes;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Tests.Metrics.Evaluation;

/// <summary>Metrics while training: when they are computed, where they are reported, and what they change.</summary>
[TestClass]
public class TrainingEvaluationTests
{
    private const int Steps = 12;
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void Numbers_are_in_reports_history_and_log()
    {
        var (reports, log) = (new Recorder<GanProgress>(), new LogRecorder(_ml));
        using var gan = Fit(options => options.Progress = reports);
        long[] expected = [5, 10, 12]; // every five steps, and at the end
        CollectionAssert.AreEqual(expected, Measured(reports.Reports));
        CollectionAssert.AreEqual(expected, Measured(gan.History));
        Assert.IsTrue(gan.History.Where(progress => progress.Metrics is not null).All(progress => progress.Metrics!.Fid > 0));
        Assert.HasCount(expected.Length, log.Of(ChannelMessageKind.Info).Where(message => message.Contains("FID", StringComparison.Ordinal)));

        static long[] Measured(IEnumerable<GanProgress> history) =>
            [.. history.Where(progress => progress.Metrics is not null).Select(progress => progress.Step)];
    }

    [TestMethod]
    public void Evaluation_changes_no_weight()
    {
        using var plain = Fit(options => options.Evaluation.Metrics.Clear());
        using var measured = Fit();
        Assert.AreEqual(plain.WeightsSha256, measured.WeightsSha256);
    }

    [TestMethod]
    public void Best_checkpoint_by_the_first_metric_is_kept()
    {
        using var gan = Fit(options =>
        {
            options.Checkpoints.Directory = _folder["run"];
            options.Checkpoints.Kept = 1;
            options.Evaluation.EveryKimg = TinyGan.KimgOf(1);
        });
        var best = gan.History.Where(progress => progress.Metrics is not null).MinBy(progress => progress.Metrics!.Fid)!;
        var manifests = Directory.GetFiles(_folder["run"], "step-*.json").Select(path => JsonNode.Parse(File.ReadAllText(path))!).ToList();
        CollectionAssert.AreEquivalent(
            new[] { best.Step, Steps }.Distinct().ToArray(), manifests.Select(manifest => manifest["step"]!.GetValue<long>()).ToArray());
        Assert.AreEqual(best.Metrics!.Fid, manifests.Min(manifest => manifest["score"]!.GetValue<double>()), 1e-9);
    }

    [TestMethod]
    public void Highest_score_is_best_if_higher_is_better()
    {
        using var gan = Fit(options =>
        {
            options.Checkpoints.Directory = _folder["run"];
            options.Checkpoints.Kept = 1;
            options.Evaluation.EveryKimg = TinyGan.KimgOf(1);
            options.Evaluation.Metrics.Clear();
            options.Evaluation.Metrics.Add(GanMetric.InceptionScore());
        });
        var best = gan.History.Where(progress => progress.Metrics is not null).MaxBy(progress => progress.Metrics!.InceptionScore.Mean)!;
        Assert.IsTrue(File.Exists(Path.Combine(_folder["run"], $"step-{best.Step:D12}.json")));
    }

    [TestMethod]
    public void KeepBest_keeps_the_generator_of_the_best_evaluation()
    {
        var weights = new Dictionary<long, string>();
        for (var steps = 1; steps <= Steps; steps++)
        {
            using var at = Fit(options => (options.Training.Kimg, options.Evaluation.EveryKimg) = (TinyGan.KimgOf(steps), TinyGan.KimgOf(1)));
            weights.Add(steps, at.WeightsSha256);
        }

        using var gan = Fit(options => (options.Evaluation.KeepBest, options.Evaluation.EveryKimg) = (true, TinyGan.KimgOf(1)));
        var best = gan.History.Where(progress => progress.Metrics is not null).MinBy(progress => progress.Metrics!.Fid)!;
        Assert.AreEqual(weights[best.Step], gan.WeightsSha256);
    }

    [TestMethod]
    public void Resumed_training_has_the_best_generator_and_the_numbers_of_before()
    {
        void Often(GanEstimator.Options options) => (options.Evaluation.KeepBest, options.Evaluation.EveryKimg) = (true, TinyGan.KimgOf(1));
        using var whole = Fit(Often);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Fit(options =>
        {
            Often(options);
            options.Checkpoints.Directory = _folder["run"];
            options.CancellationToken = stop.Token;
            options.Snapshots.EveryKimg = TinyGan.KimgOf(1);
            options.Snapshots.Show = snapshot =>
            {
                if (snapshot.Step == 9)
                    stop.Cancel();
            };
        }));
        using var resumed = Fit(options =>
        {
            Often(options);
            options.Checkpoints.Directory = _folder["run"];
        });
        Assert.AreEqual(whole.WeightsSha256, resumed.WeightsSha256);
        CollectionAssert.AreEqual(Curve(whole), Curve(resumed));

        static double[] Curve(GanTransformer gan) =>
            [.. gan.History.Where(progress => progress.Metrics is not null).Select(progress => progress.Metrics!.Fid)];
    }

    [TestMethod]
    public void Images_are_measured_before_augmentation()
    {
        using var plain = Fit();
        using var augmented = _ml.Transforms.AugmentImages(nameof(Square.Gray), images => images.Brightness(0.9))
            .Append(_ml.Transforms.Gan(Options()))
            .Fit(Squares.Load(_ml, 64));
        Assert.AreEqual(
            plain.History[^1].Metrics!.FeatureExtractorId, augmented.LastTransformer.History[^1].Metrics!.FeatureExtractorId);
    }

    [TestMethod]
    public void Bad_rows_that_training_skips_are_not_measured()
    {
        var rows = Squares.Rows(64);
        rows[3].Label = 77; // no such class
        using var gan = _ml.Transforms.Gan(Options(options => options.Input.SkipBadRows = true)).Fit(_ml.Data.LoadFromEnumerable(rows));
        Assert.AreEqual(63, gan.History[^1].Metrics!.RealImages);
    }

    [TestMethod]
    public void Metric_that_needs_held_out_images_is_refused_by_name()
    {
        foreach (var metric in new[] { GanMetric.CopyCheck(), GanMetric.Discriminator(), GanMetric.Classifier() })
        {
            var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Fit(options => options.Evaluation.Metrics.Add(metric)));
            Assert.AreEqual("Evaluation.Metrics", e.ParamName);
            Assert.Contains(metric.Name, e.Message);
        }
    }

    [TestMethod]
    public void Metric_that_needs_more_images_is_refused_before_the_first_step()
    {
        var reports = new Recorder<GanProgress>();
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(options =>
        {
            options.Evaluation.Metrics.Add(GanMetric.PrecisionRecall(neighbors: 64));
            options.Evaluation.Images = 40;
            options.Progress = reports;
        }));
        Assert.IsEmpty(reports.Reports);
        Assert.Contains("'precision and recall' cannot be measured", e.Message);
        Assert.Contains("there are 64 and 40", e.Message);
        Assert.Contains(nameof(GanTrainingEvaluationOptions.Images), e.Message);
    }

    [TestMethod]
    public void Evaluation_that_fails_does_not_end_the_training()
    {
        var (reports, log) = (new Recorder<GanProgress>(), new LogRecorder(_ml));
        using var gan = Fit(options =>
        {
            options.Architecture = new UnmeasurableArchitecture(options.Architecture);
            options.Progress = reports;
            options.Evaluation.KeepBest = true;
        });
        var measured = gan.History.Where(progress => progress.Metrics is not null).ToList();
        Assert.AreEqual(Steps, measured[^1].Step);
        Assert.IsTrue(measured.All(progress => double.IsNaN(progress.Metrics!.Fid)));
        Assert.AreEqual(new MissingMetric("FID", UnmeasurableArchitecture.Problem), measured[^1].Metrics!.Missing.Single());
        var warnings = log.Of(ChannelMessageKind.Warning);
        Assert.HasCount(1, warnings.Where(message => message.Contains(UnmeasurableArchitecture.Problem, StringComparison.Ordinal)));
        Assert.HasCount(1, warnings.Where(message => message.StartsWith("KeepBest: no evaluation", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Checkpoint_score_that_fails_does_not_end_the_training()
    {
        var log = new LogRecorder(_ml);
        using var gan = Fit(options =>
        {
            options.Evaluation.Metrics.Clear();
            options.Checkpoints.Directory = _folder["run"];
            options.Checkpoints.EveryKimg = TinyGan.KimgOf(4);
            options.Checkpoints.Score = _ => throw new FormatException("no such number");
        });
        Assert.AreEqual(Steps, gan.History[^1].Step);
        Assert.IsNotEmpty(Directory.GetFiles(_folder["run"], "step-*.json"));
        Assert.IsNotEmpty(log.Of(ChannelMessageKind.Warning).Where(message => message.Contains("no such number", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Every_evaluation_has_the_same_RealReference()
    {
        using var gan = Fit();
        var references = gan.History.Where(progress => progress.Metrics is not null).Select(progress => progress.Metrics!.RealReference!.Fid).ToList();
        Assert.IsTrue(references.All(double.IsFinite));
        Assert.HasCount(1, references.Distinct());
    }

    [TestMethod]
    public void KeepBest_without_a_metric_is_refused()
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Fit(options =>
        {
            options.Evaluation.Metrics.Clear();
            options.Evaluation.KeepBest = true;
        }));
        Assert.AreEqual("Evaluation.KeepBest", e.ParamName);
    }

    private GanEstimator.Options Options(Action<GanEstimator.Options>? change = null) => TinyGan.Options(options =>
    {
        options.ImageColumnName = nameof(Square.Gray);
        options.Training.Kimg = TinyGan.KimgOf(Steps);
        options.Evaluation.Metrics.Add(GanMetric.Fid());
        options.Evaluation.EveryKimg = TinyGan.KimgOf(5);
        options.Evaluation.Images = 200;
        options.Evaluation.Features = GanFeatures.Classifier(new ClassifierOptions { MinSteps = 10, Epochs = 0, BatchSize = 16 });
        options.Evaluation.CacheDirectory = _folder["cache"];
        change?.Invoke(options);
    });

    private GanTransformer Fit(Action<GanEstimator.Options>? change = null) => _ml.Transforms.Gan(Options(change)).Fit(Squares.Load(_ml, 64));
}
