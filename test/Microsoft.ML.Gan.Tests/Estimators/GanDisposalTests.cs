using Microsoft.ML.Gan.Tests.Testing;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>The disposal of native memory. Counts all tensors of the process, so no other test may run at the same time.</summary>
[TestClass]
[DoNotParallelize]
public class GanDisposalTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Dispose_makes_every_use_an_error()
    {
        using var folder = new TemporaryFolder();
        var rows = LabelRow.Load(_ml, 0);
        var transformer = TinyGan.Fit(_ml);

        transformer.Dispose();

        Assert.ThrowsExactly<ObjectDisposedException>(() => transformer.Transform(rows));
        Assert.ThrowsExactly<ObjectDisposedException>(() => transformer.GetOutputSchema(rows.Schema));
        Assert.ThrowsExactly<ObjectDisposedException>(() => transformer.GetRowToRowMapper(rows.Schema));
        Assert.Throws<ObjectDisposedException>(() => _ml.Model.Save(transformer, rows.Schema, folder["gan.zip"]));
    }

    [TestMethod]
    public void Dispose_view_made_before_throws_when_it_generates()
    {
        var transformer = TinyGan.Fit(_ml);
        var made = transformer.Transform(LabelRow.Load(_ml, 0));

        transformer.Dispose();

        Assert.ThrowsExactly<ObjectDisposedException>(() => Values.Images(made));
    }

    [TestMethod]
    public void Dispose_twice_is_harmless()
    {
        var transformer = TinyGan.Fit(_ml);

        transformer.Dispose();
        transformer.Dispose();
    }

    [TestMethod]
    public void Dispose_of_a_prediction_engine_disposes_the_transformer()
    {
        var transformer = TinyGan.Fit(_ml);
        var engine = _ml.Model.CreatePredictionEngine<LabelRow, GeneratedImage>(transformer);

        engine.Dispose();

        Assert.ThrowsExactly<ObjectDisposedException>(() => transformer.Transform(LabelRow.Load(_ml, 0)));
    }

    [TestMethod]
    public void Dispose_of_a_prediction_engine_that_does_not_own_leaves_the_transformer()
    {
        using var transformer = TinyGan.Fit(_ml);
        var engine = _ml.Model.CreatePredictionEngine<LabelRow, GeneratedImage>(
            transformer, new PredictionEngineOptions { OwnsTransformer = false });

        engine.Dispose();

        Assert.HasCount(1, Values.Images(transformer.Transform(LabelRow.Load(_ml, 0))));
    }

    [TestMethod]
    public void Dispose_of_a_chain_disposes_its_gan()
    {
        var data = Squares.Load(_ml);
        var model = _ml.Transforms.Conversion.MapValueToKey("ClassKey", nameof(Square.Class))
            .Append(TinyGan.Estimator(_ml, options => options.LabelColumnName = "ClassKey"))
            .Fit(data);

        model.Dispose();

        Assert.ThrowsExactly<ObjectDisposedException>(() => model.LastTransformer.Transform(data));
    }

    [TestMethod]
    public void Dispose_frees_every_tensor()
    {
        TinyGan.Fit(_ml).Dispose(); // what is made once stays: compiled scripts, the null generator
        var before = LiveTensors.Settle();

        var transformer = TinyGan.Fit(_ml);
        Assert.IsGreaterThan(before, LiveTensors.Count);
        Values.Images(transformer.Transform(LabelRow.LoadMany(_ml, 5)));
        transformer.Dispose();

        LiveTensors.AssertBackAt(before);
    }

    [TestMethod]
    public void Fit_transform_and_dispose_thirty_times_leave_no_tensor()
    {
        Once(0);
        var before = LiveTensors.Settle();

        for (var i = 1; i <= 30; i++)
            Once(i);

        LiveTensors.AssertBackAt(before);

        void Once(int seed)
        {
            using var transformer = TinyGan.Fit(_ml, options =>
            {
                (options.Seed, options.Training.Kimg, options.Snapshots.Show) = (seed, TinyGan.KimgOf(2), _ => { });
                options.Architecture = GanArchitecture.Dcgan(generatorWidth: 4, discriminatorWidth: 4);
                options.Loss = seed % 2 == 0 ? GanLoss.WassersteinGradientPenalty() : GanLoss.Hinge();
                options.Optimization.DiscriminatorSteps = 1;
            });
            Values.Images(transformer.Transform(LabelRow.LoadMany(_ml, 3)));
        }
    }

    /// <summary>What a step moves from scope to scope: the turns of both players, whole or in parts, and the steps ahead.</summary>
    [TestMethod]
    [DataRow(1, null, 0)]
    [DataRow(2, null, 0)]
    [DataRow(2, null, 3)]
    [DataRow(2, 5, 0)]
    [DataRow(2, 5, 3)]
    public void Fit_every_kind_of_turn_leaves_no_tensor_to_the_garbage_collector(int discriminatorSteps, int? microBatchSize, int unrolledSteps)
    {
        Fit();
        var before = LiveTensors.Settle();

        Fit();

        LiveTensors.AssertBackAt(before);
        Assert.AreEqual(before, LiveTensors.Settle(), "Finalizers had something to do.");

        void Fit() => TinyGan.Fit(_ml, options =>
        {
            (options.Optimization.DiscriminatorSteps, options.Training.MicroBatchSize) = (discriminatorSteps, microBatchSize);
            options.Optimization.Unrolling = unrolledSteps > 0 ? new GanUnrolling(unrolledSteps, 0.01) : null;
            options.Regularizers.Add(GanRegularizer.R1(1, interval: 2));
        }).Dispose();
    }

    [TestMethod]
    public void Fit_cancelled_leaves_no_tensor()
    {
        TinyGan.Fit(_ml).Dispose();
        var before = LiveTensors.Settle();
        using var source = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => TinyGan.Fit(_ml, options =>
        {
            options.CancellationToken = source.Token;
            options.Snapshots.Show = _ => source.Cancel();
        }));

        LiveTensors.AssertBackAt(before);
    }

    [TestMethod]
    public void Fit_networks_that_do_not_fit_leaves_no_tensor()
    {
        TinyGan.Fit(_ml).Dispose();
        var before = LiveTensors.Settle();

        Assert.ThrowsExactly<InvalidOperationException>(() => TinyGan.Fit(_ml, options =>
        {
            options.LabelColumnName = null;
            options.Architecture = GanArchitecture.From(
                () => TorchSharp.torch.nn.Linear(TinyGan.LatentSize, 5), () => TorchSharp.torch.nn.Linear(5, 1), TinyGan.LatentSize);
        }));

        LiveTensors.AssertBackAt(before);
    }

    [TestMethod]
    public void Fit_callback_throws_passes_it_on_and_leaves_no_tensor()
    {
        TinyGan.Fit(_ml).Dispose();
        var before = LiveTensors.Settle();

        var error = Assert.ThrowsExactly<FormatException>(() =>
            TinyGan.Fit(_ml, options => options.Snapshots.Show = _ => throw new FormatException("mine")));

        Assert.AreEqual("mine", error.Message);
        LiveTensors.AssertBackAt(before);
    }

    [TestMethod]
    public void Fit_within_a_dispose_scope_gives_a_transformer_that_outlives_it()
    {
        GanTransformer transformer;
        using (NewDisposeScope())
            transformer = TinyGan.Fit(_ml, options => options.Architecture = GanArchitecture.Dcgan(generatorWidth: 4, discriminatorWidth: 4));

        using (transformer)
            Assert.HasCount(2, Values.Images(transformer.Transform(LabelRow.LoadMany(_ml, 2))));
    }

    [TestMethod]
    public void Load_within_a_dispose_scope_gives_a_model_that_outlives_it()
    {
        using var folder = new TemporaryFolder();
        var rows = LabelRow.LoadMany(_ml, 2);
        using (var trained = TinyGan.Fit(_ml, options => options.Architecture = GanArchitecture.Dcgan(generatorWidth: 4, discriminatorWidth: 4)))
            _ml.Model.Save(trained, rows.Schema, folder["gan.zip"]);
        ITransformer loaded;
        using (NewDisposeScope())
            loaded = _ml.Model.Load(folder["gan.zip"], out _);

        using (loaded as IDisposable)
        {
            Assert.HasCount(2, Values.Images(loaded.Transform(rows)));
            _ml.Model.Save(loaded, rows.Schema, folder["again.zip"]);
        }
    }

    [TestMethod]
    public void Load_and_dispose_leaves_no_tensor()
    {
        using var folder = new TemporaryFolder();
        using var transformer = TinyGan.Fit(_ml);
        _ml.Model.Save(transformer, LabelRow.Load(_ml, 0).Schema, folder["gan.zip"]);
        var before = LiveTensors.Settle();

        for (var i = 0; i < 5; i++)
            (_ml.Model.Load(folder["gan.zip"], out _) as IDisposable)!.Dispose();

        LiveTensors.AssertBackAt(before);
    }
}
