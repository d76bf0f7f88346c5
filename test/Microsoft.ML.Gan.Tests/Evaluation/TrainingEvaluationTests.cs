using System.Text.Json.Nodes;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Tests.Evaluation;

/// <summary>Measures while training: when, at what price, and what becomes of them.</summary>
[TestClass]
public class TrainingEvaluationTests
{
    private const int Steps = 12;
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void The_curve_is_in_reports_history_and_log()
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
    public void Measuring_changes_no_weight()
    {
        using var plain = Fit(options => options.Metrics.Clear());
        using var measured = Fit();
        Assert.AreEqual(plain.WeightsSha256, measured.WeightsSha256);
    }

    [TestMethod]
    public void The_best_checkpoint_by_the_first_measure_stays()
    {
        using var gan = Fit(options =>
        {
            options.CheckpointDirectory = _folder["run"];
            options.CheckpointsKept = 1;
            options.EvaluateEvery = TinyGan.KimgOf(1);
        });
        var best = gan.History.Where(progress => progress.Metrics is not null).MinBy(progress => progress.Metrics!.Fid)!;
        var manifests = Directory.GetFiles(_folder["run"], "step-*.json").Select(path => JsonNode.Parse(File.ReadAllText(path))!).ToList();
        CollectionAssert.AreEquivalent(
            new[] { best.Step, Steps }.Distinct().ToArray(), manifests.Select(manifest => manifest["step"]!.GetValue<long>()).ToArray());
        Assert.AreEqual(best.Metrics!.Fid, manifests.Min(manifest => manifest["score"]!.GetValue<double>()), 1e-9);
    }

    [TestMethod]
    public void Of_a_measure_of_which_more_is_better_the_highest_is_best()
    {
        using var gan = Fit(options =>
        {
            options.CheckpointDirectory = _folder["run"];
            options.CheckpointsKept = 1;
            options.EvaluateEvery = TinyGan.KimgOf(1);
            options.Metrics.Clear();
            options.Metrics.Add(GanMetric.InceptionScore());
        });
        var best = gan.History.Where(progress => progress.Metrics is not null).MaxBy(progress => progress.Metrics!.InceptionScore.Mean)!;
        Assert.IsTrue(File.Exists(Path.Combine(_folder["run"], $"step-{best.Step:D12}.json")));
    }

    [TestMethod]
    public void KeepBest_gives_the_generator_of_the_best_evaluation()
    {
        var weights = new Dictionary<long, string>();
        for (var steps = 1; steps <= Steps; steps++)
        {
            using var at = Fit(options => (options.Kimg, options.EvaluateEvery) = (TinyGan.KimgOf(steps), TinyGan.KimgOf(1)));
            weights.Add(steps, at.WeightsSha256);
        }

        using var gan = Fit(options => (options.KeepBest, options.EvaluateEvery) = (true, TinyGan.KimgOf(1)));
        var best = gan.History.Where(progress => progress.Metrics is not null).MinBy(progress => progress.Metrics!.Fid)!;
        Assert.AreEqual(weights[best.Step], gan.WeightsSha256);
    }

    [TestMethod]
    public void An_interrupted_training_knows_its_best_and_its_curve()
    {
        void Often(GanEstimator.Options options) => (options.KeepBest, options.EvaluateEvery) = (true, TinyGan.KimgOf(1));
        using var whole = Fit(Often);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Fit(options =>
        {
            Often(options);
            options.CheckpointDirectory = _folder["run"];
            options.CancellationToken = stop.Token;
            options.SnapshotKimg = TinyGan.KimgOf(1);
            options.Snapshot = snapshot =>
            {
                if (snapshot.Step == 9)
                    stop.Cancel();
            };
        }));
        using var resumed = Fit(options =>
        {
            Often(options);
            options.CheckpointDirectory = _folder["run"];
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
    public void Bad_rows_that_training_skips_are_not_measured_either()
    {
        var rows = Squares.Rows(64);
        rows[3].Label = 77; // no such class
        using var gan = _ml.Transforms.Gan(Options(options => options.SkipBadRows = true)).Fit(_ml.Data.LoadFromEnumerable(rows));
        Assert.AreEqual(63, gan.History[^1].Metrics!.RealImages);
    }

    [TestMethod]
    public void What_needs_held_out_images_is_refused_and_named()
    {
        foreach (var metric in new[] { GanMetric.CopyCheck(), GanMetric.Discriminator(), GanMetric.Classifier() })
        {
            var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Fit(options => options.Metrics.Add(metric)));
            Assert.AreEqual(nameof(GanEstimator.Options.Metrics), e.ParamName);
            Assert.Contains(metric.Name, e.Message);
        }
    }

    [TestMethod]
    public void KeepBest_without_a_measure_is_refused()
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Fit(options =>
        {
            options.Metrics.Clear();
            options.KeepBest = true;
        }));
        Assert.AreEqual(nameof(GanEstimator.Options.KeepBest), e.ParamName);
    }

    private GanEstimator.Options Options(Action<GanEstimator.Options>? change = null) => TinyGan.Options(options =>
    {
        options.ImageColumnName = nameof(Square.Gray);
        options.Kimg = TinyGan.KimgOf(Steps);
        options.Metrics.Add(GanMetric.Fid());
        options.EvaluateEvery = TinyGan.KimgOf(5);
        options.EvaluationImages = 200;
        options.EvaluationFeatures = GanFeatures.Classifier(new ClassifierOptions { MinSteps = 10, Epochs = 0, BatchSize = 16 });
        options.CacheDirectory = _folder["cache"];
        change?.Invoke(options);
    });

    private GanTransformer Fit(Action<GanEstimator.Options>? change = null) => _ml.Transforms.Gan(Options(change)).Fit(Squares.Load(_ml, 64));
}
