using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>Resuming trainings without a given seed, and checkpoints from which a training must not resume.</summary>
[TestClass]
public class GanResumeTests
{
    private const int Steps = 24;

    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void Killed_without_a_seed_goes_on_in_another_process()
    {
        Assert.IsNull(OtherProcess.TrainWithoutSeed(_folder["runs"], 200, killAfter: 20), "It ended before it was killed.");
        var steps = Directory.GetFiles(_folder["runs"], "step-*.json");
        Assert.IsNotEmpty(steps);

        var last = OtherProcess.TrainWithoutSeed(_folder["runs"], 200);

        // A third process finds the training finished: the same weights, whatever seed its context would draw.
        Assert.AreEqual(last, OtherProcess.TrainWithoutSeed(_folder["runs"], 200));
    }

    [TestMethod]
    public void Ctrl_c_handled_as_the_readme_says_saves_first()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("One process cannot press Ctrl+C for another here.");

        Assert.AreEqual("cancelled", OtherProcess.TrainUntilCtrlC(_folder["runs"], 100_000, stopAfter: 20));

        var saved = Directory.GetFiles(_folder["runs"], "step-*.json").Single(); // there was no other reason to save
        Assert.IsGreaterThanOrEqualTo(19, int.Parse(Path.GetFileNameWithoutExtension(saved)["step-".Length..], System.Globalization.CultureInfo.InvariantCulture));
    }

    [TestMethod]
    public void CrossValidate_with_one_folder_for_all_folds_is_refused()
    {
        var ml = new MLContext(1);
        var gan = TinyGan.Estimator(ml, options => (options.Checkpoints.Directory, options.Seed) = (_folder["runs"], 1));
        var pipeline = ml.Transforms.AugmentWithGan(gan, new AugmentWithGanOptions { ImageColumnName = nameof(Square.Bytes) })
            .Append(TinyCnn.Trainer(ml, options => (options.ImageColumnName, options.Training.MinSteps) = (nameof(Square.Bytes), 2)));

        Assert.ThrowsExactly<InvalidOperationException>(() => ml.MulticlassClassification.CrossValidate(ml.Data.LoadFromEnumerable(Squares.Rows(48)), pipeline, 2));
    }

    [TestMethod]
    public void Interrupted_without_a_seed_ends_in_the_same_weights()
    {
        // Contexts without a seed draw a new one each time; so do the augmentations.
        Train(new MLContext(), 9).Dispose();
        CopyRuns("again");
        using var stepwise = Train(new MLContext(), Steps);
        using var again = Train(new MLContext(), Steps, directory: "again");

        Assert.AreEqual(stepwise.WeightsSha256, again.WeightsSha256);
        Assert.AreEqual(stepwise.Seed, again.Seed);
        Assert.AreEqual((long)Steps, stepwise.Description.Training.Steps);
    }

    [TestMethod]
    public void Second_fit_in_one_process_goes_on()
    {
        var ml = new MLContext();
        Train(ml, 9).Dispose();
        var reports = new Recorder<GanProgress>();

        using var second = Train(ml, Steps, options => options.Progress = reports);

        Assert.AreEqual(9, reports.Reports[^1].FirstStep);
    }

    [TestMethod]
    public void Another_given_seed_is_refused_and_told()
    {
        Train(new MLContext(1), 3, options => options.Seed = 5).Dispose();

        Train(new MLContext(2), 4).Dispose(); // none is given: it goes on
        var message = Assert.ThrowsExactly<InvalidOperationException>(() => Train(new MLContext(1), 5, options => options.Seed = 6)).Message;

        Assert.Contains("seed was 5, now it is 6", message);
        Assert.Contains("Leave Seed unset", message);
    }

    [TestMethod]
    public void AugmentImages_without_a_seed_goes_on_with_its_draws()
    {
        using var whole = Train(new MLContext(), Steps, directory: "whole", augmentationSeed: 7);
        using var other = Train(new MLContext(), Steps, directory: "other", augmentationSeed: 8);
        Train(new MLContext(), 9, augmentationSeed: 7).Dispose();

        using var resumed = Train(new MLContext(), Steps);

        Assert.AreEqual(whole.WeightsSha256, resumed.WeightsSha256);
        Assert.AreNotEqual(whole.WeightsSha256, other.WeightsSha256);
        Assert.Contains("augmentImages", Assert.ThrowsExactly<InvalidOperationException>(() => Train(new MLContext(), Steps + 1, augmentationSeed: 8)).Message);
    }

    [TestMethod]
    public void Other_rows_in_the_same_process_are_refused()
    {
        Train(new MLContext(1), 3).Dispose();

        var message = Assert.ThrowsExactly<InvalidOperationException>(() => Train(new MLContext(1), 6, rows: Squares.Rows(33)[1..])).Message;

        Assert.Contains("other rows", message);
        Assert.Contains("cross-validation", message);
    }

    [TestMethod]
    public void Rows_in_another_order_are_the_same_rows()
    {
        Train(new MLContext(1), 3).Dispose();

        using var resumed = Train(new MLContext(1), 6, rows: [.. Squares.Rows(32).Reverse()]);

        Assert.AreEqual(6L, resumed.Description.Training.Steps);
    }

    [TestMethod]
    public void Other_rows_in_another_process_are_warned_about()
    {
        Train(new MLContext(1), 3).Dispose();
        foreach (var path in Directory.GetFiles(_folder["runs"], "*.json"))
            File.WriteAllText(path, File.ReadAllText(path).Replace(CheckpointFolder.Session, "another", StringComparison.Ordinal));
        var ml = new MLContext(1);
        var log = new LogRecorder(ml);

        Train(ml, 6, rows: Squares.Rows(33)[1..]).Dispose();

        Assert.ContainsSingle(message => message.Contains("other pixels or labels", StringComparison.Ordinal), log.Of(ChannelMessageKind.Warning));
    }

    [TestMethod]
    public void Cancelled_training_has_saved()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Train(new MLContext(), Steps, options =>
        {
            options.CancellationToken = stop.Token;
            options.Snapshots.EveryKimg = TinyGan.KimgOf(1);
            options.Snapshots.Show = snapshot =>
            {
                if (snapshot.Step == 5)
                    stop.Cancel();
            };
        }));
        var reports = new Recorder<GanProgress>();

        Train(new MLContext(), Steps, options => options.Progress = reports).Dispose();

        Assert.AreEqual(5, reports.Reports[^1].FirstStep);
    }

    private GanTransformer Train(
        MLContext ml, int steps, Action<GanEstimator.Options>? change = null, string directory = "runs", int? augmentationSeed = null, Square[]? rows = null)
    {
        var data = ml.Data.LoadFromEnumerable(rows ?? Squares.Rows(32));
        var augmented = ml.Transforms.AugmentImages("Image", images => images.HorizontalFlip().RandomCrop(2), seed: augmentationSeed).Fit(data).Transform(data);
        return TinyGan.Estimator(ml, options =>
        {
            (options.Seed, options.Checkpoints.Directory, options.Training.Kimg) = (augmentationSeed is null ? null : 1, _folder[directory], TinyGan.KimgOf(steps));
            change?.Invoke(options);
        }).Fit(augmented);
    }

    private void CopyRuns(string directory)
    {
        Directory.CreateDirectory(_folder[directory]);
        foreach (var path in Directory.GetFiles(_folder["runs"]))
            File.Copy(path, Path.Combine(_folder[directory], Path.GetFileName(path)));
    }
}
