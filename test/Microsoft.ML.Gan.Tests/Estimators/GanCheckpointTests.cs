using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Estimators;

[TestClass]
public class GanCheckpointTests
{
    private const int Steps = 23;
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(22)]
    public void An_interrupted_training_ends_in_the_same_weights(int stopAfter)
    {
        using var whole = Fit();
        using var stop = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Fit(options =>
        {
            options.CancellationToken = stop.Token;
            options.Snapshots.EveryKimg = TinyGan.KimgOf(1);
            options.Snapshots.Show = snapshot =>
            {
                if (snapshot.Step == stopAfter)
                    stop.Cancel();
            };
        }));
        var reports = new Recorder<GanProgress>();
        using var resumed = Fit(options => options.Progress = reports);
        Assert.AreEqual(stopAfter, reports.Reports[^1].FirstStep);
        Assert.AreEqual(whole.WeightsSha256, resumed.WeightsSha256);
    }

    [TestMethod]
    public void A_finished_training_is_not_trained_again()
    {
        using var first = Fit();
        using var second = FitIn(_folder["whole"]);
        var reports = new Recorder<GanProgress>();
        using var third = FitIn(_folder["whole"], options => options.Progress = reports);
        Assert.AreEqual(second.WeightsSha256, third.WeightsSha256);
        Assert.IsEmpty(reports.Reports);
        Assert.AreEqual(first.WeightsSha256, third.WeightsSha256);
    }

    [TestMethod]
    public void A_training_may_go_on_for_longer()
    {
        using var once = FitIn(_folder["once"], options => options.Training.Kimg = TinyGan.KimgOf(40));
        FitIn(_folder["twice"]).Dispose();
        using var twice = FitIn(_folder["twice"], options => options.Training.Kimg = TinyGan.KimgOf(40));
        Assert.AreEqual(once.WeightsSha256, twice.WeightsSha256);
    }

    [TestMethod]
    public void A_training_goes_on_under_another_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-US");
            using var first = FitIn(_folder["runs"], options => options.Loss = GanLoss.WassersteinGradientPenalty());
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            using var second = FitIn(_folder["runs"], options => options.Loss = GanLoss.WassersteinGradientPenalty());
            Assert.AreEqual(first.WeightsSha256, second.WeightsSha256);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [TestMethod]
    public void Another_trainings_folder_is_refused()
    {
        FitIn(_folder["runs"]).Dispose();
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => FitIn(_folder["runs"], options => options.Loss = GanLoss.Hinge()));
        StringAssert.Contains(error.Message, "loss");
    }

    [TestMethod]
    public void Checkpoints_that_know_nothing_of_newer_options_go_on()
    {
        using var whole = Fit();
        Fit(options => options.Training.Kimg = TinyGan.KimgOf(7)).Dispose();
        foreach (var path in Directory.GetFiles(_folder["runs"], "*.json"))
        {
            var manifest = JsonNode.Parse(File.ReadAllText(path))!;
            foreach (var name in new[] { "conditioning", "labels", "balanceClasses", "initialModel", "freezeDiscriminatorLayers", "augmentation", "classNames", "augmentImages", "data", "session" })
                Assert.IsTrue(manifest["options"]!.AsObject().Remove(name), name);
            File.WriteAllText(path, manifest.ToJsonString());
        }

        var reports = new Recorder<GanProgress>();
        using var resumed = Fit(options => options.Progress = reports);

        Assert.AreEqual(7, reports.Reports[^1].FirstStep);
        Assert.AreEqual(whole.WeightsSha256, resumed.WeightsSha256);
    }

    [TestMethod]
    public void Cancellation_may_return_what_was_learned()
    {
        using var stop = new CancellationTokenSource();
        using var gan = Fit(options =>
        {
            options.CancellationToken = stop.Token;
            options.WhenCancelled = GanCancellation.Return;
            options.Snapshots.EveryKimg = TinyGan.KimgOf(1);
            options.Snapshots.Show = snapshot =>
            {
                if (snapshot.Step == 3)
                    stop.Cancel();
            };
        });
        Assert.HasCount(1, Directory.EnumerateFiles(_folder["runs"], "step-000000000003.json").ToArray());
        Assert.IsTrue(gan.IsRowToRowMapper);
    }

    [TestMethod]
    public void The_best_by_score_is_kept()
    {
        FitIn(_folder["scored"], options =>
        {
            options.Checkpoints.EveryKimg = TinyGan.KimgOf(5);
            options.Checkpoints.Kept = 1;
            options.Checkpoints.Score = snapshot => Math.Abs(snapshot.Step - 10);
        }).Dispose();
        var kept = Directory.EnumerateFiles(_folder["scored"], "*.json").Select(Path.GetFileNameWithoutExtension).Order().ToArray();
        CollectionAssert.AreEqual(new[] { "step-000000000010", "step-000000000023" }, kept);
    }

    [TestMethod]
    public void A_number_that_is_not_finite_is_undone_at_a_lower_rate()
    {
        var ml = new MLContext(1);
        var log = new LogRecorder(ml);
        var loss = new SpoiltLoss(step => step == 9);
        using var gan = TinyGan.Fit(ml, options => (options.Loss, options.Training.Kimg) = (loss, TinyGan.KimgOf(Steps)));
        var warning = log.Of(ChannelMessageKind.Warning).Single(message => message.Contains("diverged", StringComparison.Ordinal));
        StringAssert.Contains(warning, "diverged at step 9: the discriminator's loss is NaN");
        StringAssert.Contains(warning, "0.5 times the learning rate");
    }

    [TestMethod]
    public void A_training_that_diverges_again_and_again_stops_with_its_state_saved()
    {
        var loss = new SpoiltLoss(step => step >= 9);
        var error = Assert.ThrowsExactly<GanDivergedException>(() => FitIn(_folder["diverged"], options =>
        {
            options.Loss = loss;
            options.Training.MaxRollbacks = 2;
        }));
        StringAssert.Contains(error.Message, "rolled back 2 times");
        Assert.HasCount(1, Directory.EnumerateFiles(_folder["diverged"], "*.json").ToArray());
    }

    [TestMethod]
    public void A_training_that_was_put_back_leaves_nothing_of_the_way_that_it_left()
    {
        var seen = new List<string>();
        Assert.ThrowsExactly<GanDivergedException>(() => FitIn(_folder["put-back"], options =>
        {
            options.Loss = new SpoiltLoss(step => step is 14 or > 16);
            options.Training.MaxRollbacks = 1;
            options.Checkpoints.EveryKimg = TinyGan.KimgOf(4);
            options.Checkpoints.Kept = 2;
            options.Snapshots.EveryKimg = TinyGan.KimgOf(1);
            options.Snapshots.Show = snapshot => seen.Add($"{snapshot.Step}: {string.Join(" ", Kept())}");
        }));

        Assert.Contains("13: 8 12", seen);
        Assert.AreEqual("1: 0", seen[14]); // of steps 0 to 13, and the first after it was put back
        Assert.AreEqual("0", Kept().Single());
        using var resumed = FitIn(_folder["put-back"], options => (options.Loss, options.Training.MaxRollbacks) = (new SpoiltLoss(_ => false), 1));
        Assert.AreEqual(Steps, resumed.Description.Training.Steps);

        IEnumerable<string> Kept() => Directory.EnumerateFiles(_folder["put-back"], "*.json")
            .Select(path => int.Parse(Path.GetFileNameWithoutExtension(path)["step-".Length..], CultureInfo.InvariantCulture)).Order().Select(step => $"{step}");
    }

    [TestMethod]
    public void A_score_that_is_no_number_is_none()
    {
        FitIn(_folder["unscored"], options =>
        {
            options.Checkpoints.EveryKimg = TinyGan.KimgOf(5);
            options.Checkpoints.Score = snapshot => snapshot.Step < 10 ? double.NaN : snapshot.Step < 20 ? double.PositiveInfinity : 1;
        }).Dispose();
        Assert.HasCount(3, Directory.EnumerateFiles(_folder["unscored"], "*.json").ToArray());
    }

    private GanTransformer Fit(Action<GanEstimator.Options>? change = null)
    {
        // The first of a test is the one that is never interrupted.
        var isFirst = !Directory.Exists(_folder["runs"]) && change is null;
        return FitIn(isFirst ? _folder["uninterrupted"] : _folder["runs"], change);
    }

    private static GanTransformer FitIn(string folder, Action<GanEstimator.Options>? change = null)
    {
        var ml = new MLContext(1);
        var squares = Squares.Load(ml);
        var data = ml.Transforms.AugmentImages("Image", augment => augment.HorizontalFlip().RandomCrop(2)).Fit(squares).Transform(squares);
        return TinyGan.Estimator(ml, options =>
        {
            options.Training.Kimg = TinyGan.KimgOf(Steps);
            options.Checkpoints.Directory = folder;
            change?.Invoke(options);
        }).Fit(data);
    }

    /// <summary>A loss that is no number at some of the discriminator's steps, counted over all attempts.</summary>
    private sealed class SpoiltLoss(Func<int, bool> isSpoilt) : IGanLoss
    {
        private readonly NonSaturatingLoss _sound = new();
        private int _step;

        public string Name => "spoilt";

        public Tensor Discriminator(Tensor real, Tensor fake)
        {
            var loss = _sound.Discriminator(real, fake);
            return isSpoilt(++_step) ? loss * double.NaN : loss;
        }

        public Tensor Generator(Tensor fake, Tensor? real = null) => _sound.Generator(fake);
    }
}
