using System.Text.Json.Nodes;
using Microsoft.ML.Gan.Tests.Persistence;
using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>Regularizers and options of the training, from the estimator to the saved model.</summary>
[TestClass]
public class GanRegularizerOptionsTests
{
    private const int Steps = 12;
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void A_training_with_everything_that_remembers_goes_on_bit_for_bit()
    {
        using var folder = new TemporaryFolder();
        using var whole = Fit(folder["whole"]);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Fit(folder["cut"], options =>
        {
            options.CancellationToken = stop.Token;
            options.Snapshots.EveryKimg = TinyGan.KimgOf(1);
            options.Snapshots.Show = snapshot =>
            {
                if (snapshot.Step == 7)
                    stop.Cancel();
            };
        }));
        using var resumed = Fit(folder["cut"]);
        Assert.AreEqual(whole.WeightsSha256, resumed.WeightsSha256);
    }

    /// <summary>Adam's first step moves a weight by the learning rate, whatever its gradient is: so the step tells whose rate it was.</summary>
    [TestMethod]
    [DataRow(0.004, 0.001)]
    [DataRow(0.001, 0.004)]
    [DataRow(0.004, null)]
    [DataRow(null, 0.004)]
    public void Each_network_learns_at_the_rate_of_its_own_optimizer(double? generatorRate, double? discriminatorRate)
    {
        using var before = TinyGan.Fit(_ml);
        using var after = TinyGan.Fit(_ml, options =>
        {
            options.Training.InitialModel = before;
            options.Optimization.Generator = generatorRate is { } ofGenerator ? GanOptimizer.Adam(ofGenerator) : null;
            options.Optimization.Discriminator = discriminatorRate is { } ofDiscriminator ? GanOptimizer.Adam(ofDiscriminator) : null;
            options.Optimization.Ema = null; // the weights themselves are looked at
            options.Training.Kimg = TinyGan.KimgOf(1);
        });

        var silent = GanOptimizer.Adam().LearningRate;
        AssertMoved(before.Generator.Module, after.Generator.Module, generatorRate ?? silent, "The generator");
        AssertMoved(before.DiscriminatorModule, after.DiscriminatorModule, discriminatorRate ?? silent, "The discriminator");

        static void AssertMoved(nn.Module before, nn.Module after, double rate, string who)
        {
            using var scope = NewDisposeScope();
            var moved = before.parameters().Zip(after.parameters(), (old, now) => (now - old).abs().max().item<float>()).Max();
            Assert.AreEqual(rate, moved, 0.01 * rate, who);
        }
    }

    [TestMethod]
    public void A_folder_of_another_schedule_is_refused()
    {
        using var folder = new TemporaryFolder();
        Fit(folder["run"]).Dispose();
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(
            folder["run"], options => options.Optimization.Generator = options.Optimization.Generator! with { Schedule = GanSchedule.Constant() }));
        Assert.Contains("generatorOptimizer", error.Message);
    }

    [TestMethod]
    public void A_packed_discriminator_is_saved_and_loaded()
    {
        using var transformer = TinyGan.Fit(_ml, options => options.Training.Packing = 4);
        var rows = LabelRow.LoadMany(_ml, 3);

        using var loaded = _ml.Model.LoadGan(new MemoryStream(Parts.Saved(transformer)));

        Values.AssertSame(Values.Images(transformer.Transform(rows)), Values.Images(loaded.Transform(rows)));
        Assert.AreEqual(4, loaded.Description.Specification.Packing);
    }

    [TestMethod]
    [DataRow("0")]
    [DataRow("65")]
    [DataRow("-2147483648")]
    [DataRow("1.5")]
    public void A_packing_without_meaning_is_refused(string packing)
    {
        var parts = Parts.OfTiny().EditConfigs(config => config["specification"]!["packing"] = JsonNode.Parse(packing));
        Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.LoadGan(new MemoryStream(parts.ToFile())));
    }

    [TestMethod]
    [DataRow("null")]
    [DataRow("[null]")]
    [DataRow("""[{"name":"","options":{}}]""")]
    [DataRow("""[{"name":"r1"}]""")]
    public void Regularizers_without_names_and_options_are_refused(string regularizers)
    {
        var parts = Parts.OfTiny().Edit(Parts.Index, index => index["model"]!["regularizers"] = JsonNode.Parse(regularizers));
        Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.LoadGan(new MemoryStream(parts.ToFile())));
    }

    [TestMethod]
    public void A_model_that_knows_nothing_of_regularizers_and_packs_loads()
    {
        using var expected = _ml.Model.LoadGan(new MemoryStream(Parts.TinyFile));
        var rows = LabelRow.LoadMany(_ml, 3);
        var parts = Parts.OfTiny()
            .Edit(Parts.Index, index => Assert.IsTrue(index["model"]!.AsObject().Remove("regularizers")))
            .EditConfigs(config => Assert.IsTrue(config["specification"]!.AsObject().Remove("packing")));

        using var loaded = _ml.Model.LoadGan(new MemoryStream(parts.ToFile()));

        Values.AssertSame(Values.Images(expected.Transform(rows)), Values.Images(loaded.Transform(rows)));
    }

    private GanTransformer Fit(string folder, Action<GanEstimator.Options>? change = null) => TinyGan.Fit(_ml, options =>
    {
        options.Training.Kimg = TinyGan.KimgOf(Steps);
        options.Architecture = new StyleArchitecture();
        options.Regularizers.Add(GanRegularizer.PathLength(interval: 2));
        options.Regularizers.Add(GanRegularizer.R1(interval: 3));
        options.Regularizers.Add(GanRegularizer.InstanceNoise(kimg: TinyGan.KimgOf(9)));
        options.Optimization.Unrolling = new GanUnrolling(1, 0.1);
        options.Training.MicroBatchSize = 8;
        options.Optimization.Generator = GanOptimizer.Adam(0.001) with { Schedule = GanSchedule.LinearDecay(TinyGan.KimgOf(3), TinyGan.KimgOf(Steps)) };
        options.Optimization.Discriminator = GanOptimizer.RmsProp(0.001) with { MaxGradientNorm = 1 };
        options.Checkpoints.Directory = folder;
        change?.Invoke(options);
    });
}
