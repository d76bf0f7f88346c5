using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>Discriminator augmentation, from the options to reports and checkpoints.</summary>
[TestClass]
public class GanAugmentationTests
{
    private const int Steps = 14;
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void An_adaptive_training_goes_on_bit_for_bit()
    {
        var ofWhole = new Recorder<GanProgress>();
        using var whole = Fit("whole", options => options.Progress = ofWhole);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Fit("cut", options =>
        {
            options.CancellationToken = stop.Token;
            options.Snapshots.EveryKimg = TinyGan.KimgOf(1);
            options.Snapshots.Show = snapshot =>
            {
                if (snapshot.Step == 7) // two turns of the discriminator after a change
                    stop.Cancel();
            };
        }));
        var ofResumed = new Recorder<GanProgress>();
        using var resumed = Fit("cut", options => options.Progress = ofResumed);

        Assert.AreEqual(7, ofResumed.Reports[^1].FirstStep);
        Assert.AreEqual(whole.WeightsSha256, resumed.WeightsSha256);
        Assert.AreEqual(ofWhole.Reports[^1].AugmentationProbability, ofResumed.Reports[^1].AugmentationProbability);
        Assert.IsTrue(ofWhole.Reports[^1].AugmentationProbability > 0.1, "The training has augmented.");
    }

    [TestMethod]
    public void A_folder_of_another_augmentation_is_refused()
    {
        Fit("run").Dispose();
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Fit("run", options => options.Augmentation = DiscriminatorAugmentation.Adaptive()));
        Assert.Contains("augmentation was", error.Message);
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_weights_and_no_augmentation_others()
    {
        using var first = TinyGan.Fit(_ml, options => options.Augmentation = DiscriminatorAugmentation.DiffAugment());
        using var second = TinyGan.Fit(_ml, options => options.Augmentation = DiscriminatorAugmentation.DiffAugment());
        using var without = TinyGan.Fit(_ml);
        Assert.AreEqual(first.WeightsSha256, second.WeightsSha256);
        Assert.AreNotEqual(first.WeightsSha256, without.WeightsSha256);
    }

    [TestMethod]
    public void A_probability_is_reported_where_there_is_one()
    {
        Assert.AreEqual(0.25, LastProbability(DiscriminatorAugmentation.Fixed(0.25)));
        Assert.AreEqual(0, LastProbability(DiscriminatorAugmentation.Adaptive()));
        Assert.IsNull(LastProbability(DiscriminatorAugmentation.DiffAugment()));
        Assert.IsNull(LastProbability(null));
    }

    private double? LastProbability(DiscriminatorAugmentation? augmentation)
    {
        var reports = new Recorder<GanProgress>();
        TinyGan.Fit(_ml, options => (options.Augmentation, options.Progress, options.Training.Kimg) = (augmentation, reports, TinyGan.KimgOf(2))).Dispose();
        return reports.Reports[^1].AugmentationProbability;
    }

    private GanTransformer Fit(string folder, Action<GanEstimator.Options>? change = null) => TinyGan.Fit(_ml, options =>
    {
        options.Training.Kimg = TinyGan.KimgOf(Steps);
        options.Augmentation = DiscriminatorAugmentation.Adaptive(target: -0.9, every: 4, kimg: TinyGan.KimgOf(40));
        options.Regularizers.Add(GanRegularizer.R1(interval: 3));
        options.Training.MicroBatchSize = 8;
        options.Checkpoints.Directory = _folder[folder];
        change?.Invoke(options);
    });
}
