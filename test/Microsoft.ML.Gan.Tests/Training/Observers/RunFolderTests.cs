using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Tests.Training.Observers;

[TestClass]
public class RunFolderTests
{
    private const int Steps = 120;

    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void A_run_folder_has_options_reports_grids_events_and_checkpoints()
    {
        using var gan = Fit(Steps, options =>
        {
            options.Evaluation.Metrics.Add(GanMetric.Similarity());
            options.Evaluation.Images = 16;
            options.Augmentation = DiscriminatorAugmentation.Adaptive();
        });

        var last = Metrics()[^1];
        Assert.AreEqual(Steps, (int)last["step"]!);
        Assert.AreEqual(Steps * TinyGan.BatchSize, (int)last["images"]!);
        Assert.IsTrue(double.IsFinite((double)last["scalars"]!["discriminator.loss"]!));
        Assert.IsTrue(double.IsFinite((double)last["metrics"]!["MS-SSIM"]!));
        Assert.IsTrue(double.IsFinite((double)last["metricsOfRealImages"]!["MS-SSIM"]!));
        Assert.IsTrue(double.IsFinite((double)last["augmentationProbability"]!));
        Assert.AreEqual(gan.History[^1].GeneratorLoss, (double)last["scalars"]!["generator.loss"]!);
        CollectionAssert.AreEqual(new[] { "step-000000.png", "step-000050.png", "step-000100.png", "step-000120.png" }, Grids());
        using (var grid = MLImage.CreateFromFile(_folder[Path.Combine("run", "grids", "step-000050.png")]))
            Assert.AreEqual((10 * (Squares.Side + 2)) + 2, grid.Width, "Ten pictures of each class.");
        Assert.HasCount(1, Directory.GetFiles(_folder[Path.Combine("run", "tensorboard")], "*tfevents*", SearchOption.AllDirectories));
        Assert.IsNotEmpty(Directory.GetFiles(_folder[Path.Combine("run", "checkpoints")], "step-*.json"));
    }

    [TestMethod]
    public void Options_are_written_as_they_were_resolved()
    {
        using var gan = Fit(4, options => options.Loss = GanLoss.WassersteinGradientPenalty());

        var options = JsonNode.Parse(File.ReadAllText(_folder[Path.Combine("run", "options.json")]))!;
        Assert.AreEqual("mlp", (string)options["architecture"]!["name"]!);
        Assert.AreEqual(5, (int)options["discriminatorSteps"]!, "Of the loss's recipe.");
        Assert.AreEqual(5 * TinyGan.BatchSize, (int)options["imagesPerStep"]!);
        Assert.Contains("discriminator steps: 5 (loss 'wasserstein-gp')", (string)options["recipe"]!);
        Assert.AreEqual("3×16×16", (string)options["image"]!);
        Assert.AreEqual(32, (int)options["rows"]!);
        Assert.AreEqual(1, (int)options["seed"]!);
        Assert.AreEqual("cpu", (string)options["device"]!);
        Assert.IsGreaterThan(1000, (int)options["parameters"]!["generator"]!);
        Assert.IsGreaterThan(0, (int)options["hardware"]!["threads"]!);
        Assert.AreNotEqual("", (string)options["versions"]!["mlGan"]!);
    }

    [TestMethod]
    public void Folders_that_are_given_stay()
    {
        Fit(4, options => (options.Checkpoints.Directory, options.TensorBoardDirectory) = (_folder["saved"], _folder["events"])).Dispose();

        Assert.IsNotEmpty(Directory.GetFiles(_folder["saved"], "step-*.json"));
        Assert.IsNotEmpty(Directory.GetFiles(_folder["events"], "*tfevents*", SearchOption.AllDirectories));
        Assert.IsFalse(Directory.Exists(_folder[Path.Combine("run", "checkpoints")]));
        Assert.IsFalse(Directory.Exists(_folder[Path.Combine("run", "tensorboard")]));
    }

    [TestMethod]
    public void A_run_folder_changes_no_weights()
    {
        using var with = Fit(60);
        using var without = TinyGan.Fit(new MLContext(seed: 1), options => options.Training.Kimg = TinyGan.KimgOf(60));

        Assert.AreEqual(without.WeightsSha256, with.WeightsSha256);
    }

    /// <summary>A process that was killed after its last checkpoint leaves reports and pictures of steps that are done again.</summary>
    [TestMethod]
    public void A_resumed_training_goes_on_with_the_lines_that_its_checkpoint_knows()
    {
        Fit(50).Dispose();
        var before = File.ReadAllLines(MetricsFile);
        var later = before[^1].Replace("\"step\":50,", "\"step\":70,", StringComparison.Ordinal);
        File.AppendAllText(MetricsFile, $"{later}\n{later[..20]}"); // the last line was being written
        File.WriteAllText(_folder[Path.Combine("run", "grids", "step-000070.png")], "");
        var ml = new MLContext(seed: 1);
        var log = new LogRecorder(ml);

        Fit(Steps, ml: ml).Dispose();

        var steps = Metrics().Select(line => (int)line["step"]!).ToArray();
        CollectionAssert.AreEqual(steps.Distinct().Order().ToArray(), steps);
        Assert.DoesNotContain(70, steps);
        CollectionAssert.AreEqual(before, File.ReadAllLines(MetricsFile)[..before.Length]);
        Assert.AreEqual(50, (int)Metrics()[^1]["firstStep"]!);
        CollectionAssert.DoesNotContain(Grids(), "step-000070.png");
        Assert.ContainsSingle(message => message.Contains("2 lines of metrics.jsonl (1 of them incomplete) and 1 grids", StringComparison.Ordinal), log.Of(ChannelMessageKind.Info));
    }

    [TestMethod]
    public void A_line_that_was_written_without_its_end_is_not_lengthened()
    {
        Fit(50).Dispose();
        File.WriteAllText(MetricsFile, File.ReadAllText(MetricsFile).TrimEnd('\n'));

        Fit(Steps).Dispose();

        Assert.ContainsSingle(line => (int)line["step"]! == 50, Metrics());
        Assert.AreEqual(Steps, (int)Metrics()[^1]["step"]!);
    }

    [TestMethod]
    public void A_training_that_is_killed_again_and_again_has_each_step_once()
    {
        for (var killAfter = 20; killAfter <= 60; killAfter += 20)
            Assert.IsNull(OtherProcess.Train(TrainStepwise, _folder["run"], 4000, killAfter), "It ended before it was killed.");
        OtherProcess.Train(TrainStepwise, _folder["run"], 400);

        var steps = Metrics().Select(line => (int)line["step"]!).ToArray();
        CollectionAssert.AreEqual(steps.Distinct().Order().ToArray(), steps);
        Assert.AreEqual(400, steps[^1]);
        CollectionAssert.IsSubsetOf(new[] { 50, 100, 350 }, steps);
    }

    [TestMethod]
    public void A_training_that_begins_anew_begins_the_files_anew()
    {
        Fit(100).Dispose();
        Directory.Delete(_folder[Path.Combine("run", "checkpoints")], recursive: true);

        Fit(50, options => options.Seed = 2).Dispose();

        CollectionAssert.AreEqual(new[] { 50 }, Metrics().Select(line => (int)line["step"]!).Where(step => step >= 50).ToArray());
        CollectionAssert.AreEqual(new[] { "step-000000.png", "step-000050.png" }, Grids());
    }

    [TestMethod]
    public void What_a_training_went_back_from_is_removed()
    {
        Fit(300, options => (options.Loss, options.Snapshots.EveryKimg) = (new SpoiltLoss(step => step == 250), TinyGan.KimgOf(30))).Dispose();

        var steps = Metrics().Select(line => (int)line["step"]!).ToArray();
        CollectionAssert.AreEqual(steps.Distinct().Order().ToArray(), steps);
        var warning = Warnings().Single(line => line["message"]!.ToString().StartsWith("Training diverged", StringComparison.Ordinal));
        Assert.AreEqual(200, (int)warning["step"]!, "Where it went back to.");
        CollectionAssert.Contains(Grids(), "step-000240.png");
    }

    [TestMethod]
    public void Warnings_are_written_once_with_their_step()
    {
        Fit(4).Dispose();
        var first = Warnings();
        Fit(8).Dispose();

        Assert.AreEqual(0, (int)first.Single(line => line["message"]!.ToString().Contains("32", StringComparison.Ordinal))["step"]!, "32 images are few.");
        Assert.HasCount(Warnings().DistinctBy(line => ((int)line["step"]!, line["message"]!.ToString())).Count(), Warnings());
    }

    [TestMethod]
    public void A_folder_that_cannot_be_written_to_ends_no_training()
    {
        File.WriteAllText(_folder["run"], "a file where the folder should be");
        var ml = new MLContext(seed: 1);
        var log = new LogRecorder(ml);

        using var gan = Fit(60, options => (options.Checkpoints.Directory, options.TensorBoardDirectory) = (_folder["saved"], _folder["events"]), ml);

        Assert.AreEqual(60L, gan.Description.Training.Steps);
        Assert.ContainsSingle(message => message.Contains("cannot be written to any more", StringComparison.Ordinal), log.Of(ChannelMessageKind.Warning));
    }

    [TestMethod]
    public void A_folder_that_disappears_ends_no_training()
    {
        var ml = new MLContext(seed: 1);
        var log = new LogRecorder(ml);

        using var gan = Fit(
            Steps,
            options =>
            {
                options.Checkpoints.Directory = _folder["saved"];
                options.Snapshots.Show = snapshot =>
                {
                    if (snapshot.Step == 50)
                        Directory.Delete(_folder[Path.Combine("run", "grids")], recursive: true);
                };
            },
            ml);

        Assert.AreEqual((long)Steps, gan.Description.Training.Steps);
        Assert.ContainsSingle(message => message.Contains("cannot be written to any more", StringComparison.Ordinal), log.Of(ChannelMessageKind.Warning));
    }

    [TestMethod]
    public void Files_are_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Fit(10).Dispose();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.IsInRange(0.01, 100.0, (double)Metrics()[^1]["scalars"]!["generator.loss"]!);
    }

    [TestMethod]
    public void Numbers_that_are_not_finite_are_null_and_do_not_hinder_checkpoints()
    {
        var progress = new GanProgress { Step = 1, Scalars = new Dictionary<string, double> { ["accuracy"] = double.NaN } };
        using var state = new TrainingState();
        var reports = new ProgressReports();
        state.Add("history", JsonSerializer.Serialize(new[] { progress }));
        reports.Restore(state);
        Assert.AreEqual(double.NaN, reports.History.Single().Scalars["accuracy"]);

        Directory.CreateDirectory(_folder["run"]);
        using var writer = new RunFolderWriter(_folder["run"], [], new Cadence(1), (_, _) => { }, [], Assert.Fail, Assert.Fail);
        writer.Add(progress);
        Assert.IsNull(Metrics().Single()["scalars"]!["accuracy"]);
    }

    [TestMethod]
    public void A_report_with_metrics_takes_the_place_of_the_one_without()
    {
        Directory.CreateDirectory(_folder["run"]);
        using var writer = new RunFolderWriter(_folder["run"], [], new Cadence(1), (_, _) => { }, [], Assert.Fail, Assert.Fail);
        writer.Add(new GanProgress { Step = 1 });
        writer.Add(new GanProgress { Step = 2 });
        writer.Add(new GanProgress { Step = 2, Metrics = new GanMetrics { Values = [new MetricValue("FID", 3.5)] } });
        writer.Add(new GanProgress { Step = 3, Metrics = new GanMetrics(), Scalars = new Dictionary<string, double> { ["accuracy"] = 0.5 } });

        Assert.IsEmpty(Metrics()[2]["scalars"]!.AsObject(), "They are those of an earlier step.");
        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, Metrics().Select(line => (int)line["step"]!).ToArray());
        Assert.AreEqual(3.5, (double)Metrics()[1]["metrics"]!["FID"]!);
    }

    private string MetricsFile => _folder[Path.Combine("run", "metrics.jsonl")];

    private JsonNode[] Metrics() => [.. File.ReadAllLines(MetricsFile).Select(line => JsonNode.Parse(line)!)];

    private JsonNode[] Warnings() => [.. File.ReadAllLines(_folder[Path.Combine("run", "warnings.jsonl")]).Select(line => JsonNode.Parse(line)!)];

    private string[] Grids() => [.. Directory.GetFiles(_folder[Path.Combine("run", "grids")]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private GanTransformer Fit(int steps, Action<GanEstimator.Options>? change = null, MLContext? ml = null) => TinyGan.Fit(ml ?? new MLContext(seed: 1), options =>
    {
        options.RunDirectory = _folder["run"];
        options.Training.Kimg = TinyGan.KimgOf(steps);
        options.Snapshots.EveryKimg = TinyGan.KimgOf(50);
        change?.Invoke(options);
    });

    private static void TrainStepwise(string folder, int steps)
    {
        using var gan = TinyGan.Fit(new MLContext(seed: 1), options =>
        {
            options.RunDirectory = folder;
            options.Training.Kimg = TinyGan.KimgOf(steps);
            options.Checkpoints.EveryKimg = TinyGan.KimgOf(10);
            options.Snapshots.EveryKimg = TinyGan.KimgOf(1);
            options.Snapshots.Show = snapshot => Console.WriteLine(snapshot.Step);
        });
        Console.WriteLine(gan.WeightsSha256);
    }
}
