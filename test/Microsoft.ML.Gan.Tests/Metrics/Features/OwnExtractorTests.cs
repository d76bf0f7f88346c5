using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Metrics.Features;

/// <summary>A user's feature extractor in Evaluate and in training.</summary>
[TestClass]
public class OwnExtractorTests
{
    private const int Count = 40;
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void Metrics_compare_its_features()
    {
        using var extractor = new OwnExtractor { HasClassLogits = true };

        var metrics = Evaluate(GanFeatures.From(extractor));

        Assert.AreEqual("quarters", metrics.FeatureExtractorId);
        Assert.AreEqual("quarters", metrics.FeatureExtractor); // the id, as it gives no description
        Assert.IsFalse(extractor.IsDisposed, "an extractor that is given belongs to the caller");
        Assert.IsTrue(double.IsFinite(metrics.Kid.Mean) && double.IsFinite(metrics.Precision) && double.IsFinite(metrics.Coverage), metrics.ToString());
        Assert.IsGreaterThan(1, metrics.InceptionScore.Mean);
        Assert.AreEqual(ExpectedFid(), metrics.Fid, 1e-6);
    }

    [TestMethod]
    public void Factory_gets_the_device_and_its_extractor_is_disposed()
    {
        var created = new List<OwnExtractor>();
        var metrics = Evaluate(GanFeatures.From(device =>
        {
            Assert.AreEqual(DeviceType.CPU, device.type);
            created.Add(new OwnExtractor());
            return created[^1];
        }));

        Assert.AreEqual(ExpectedFid(), metrics.Fid, 1e-6);
        Assert.HasCount(1, created);
        Assert.IsTrue(created[0].IsDisposed);
    }

    [TestMethod]
    public void Without_class_logits_the_inception_score_is_left_out()
    {
        using var extractor = new OwnExtractor();
        Assert.DoesNotContain("IS", Evaluate(GanFeatures.From(extractor)).Missing.Select(one => one.Name));
        var missing = Evaluate(GanFeatures.From(extractor), options => options.Metrics.Add(GanMetric.InceptionScore())).Missing.Single();
        Assert.AreEqual("IS", missing.Name);
        Assert.Contains("no class logits", missing.Reason);
    }

    [TestMethod]
    public void Features_of_real_images_are_cached_by_id()
    {
        long Extracted(string id)
        {
            using var extractor = new OwnExtractor(id);
            Evaluate(GanFeatures.From(extractor), options => options.CacheDirectory = _folder["cache"]);
            return extractor.Images;
        }

        Assert.AreEqual(2 * Count, Extracted("first"));
        Assert.AreEqual(Count, Extracted("first"));
        Assert.AreEqual(2 * Count, Extracted("second"));
    }

    [TestMethod]
    public void Extractor_that_breaks_its_promise_is_refused()
    {
        AssertRefused("[40, 5] for 40 images, but [40, 4] is expected", images => new FeatureBatch(zeros(images.shape[0], 5)));
        AssertRefused("[39, 4] for 40 images, but [40, 4] is expected", images => new FeatureBatch(zeros(images.shape[0] - 1, 4)));
        AssertRefused("[160] for 40 images", images => new FeatureBatch(zeros(images.shape[0] * 4)));
        AssertRefused("null for 40 images", _ => default);
        AssertRefused("features of type Int64", images => new FeatureBatch(zeros([images.shape[0], 4], dtype: ScalarType.Int64)));
        AssertRefused("features that are not finite", images => new FeatureBatch(full([images.shape[0], 4], float.NaN)));
        AssertRefused("features that are not finite", images => new FeatureBatch(full([images.shape[0], 4], float.PositiveInfinity)));
        AssertRefused("class logits of the shape null", images => new FeatureBatch(zeros(images.shape[0], 4)), hasClassLogits: true);
        AssertRefused("class logits that are not finite", images => new FeatureBatch(zeros(images.shape[0], 4), full([images.shape[0], 3], float.NaN)), hasClassLogits: true);
        var classes = 2;
        AssertRefused(
            "class logits of the shape [20, 4] for 20 images, but [20, 3] is expected",
            images => new FeatureBatch(zeros(images.shape[0], 4), zeros(images.shape[0], ++classes)),
            hasClassLogits: true,
            batchSize: 20);
    }

    [TestMethod]
    public void Extractor_without_id_or_size_is_refused_and_disposed()
    {
        foreach (var (extractor, said) in new[]
        {
            (new OwnExtractor(" "), "OwnExtractor has no Id"),
            (new OwnExtractor { FeatureSize = 0 }, "FeatureSize of the feature extractor 'quarters' must be at least 1, but is 0"),
        })
        {
            Assert.Contains(said, Assert.ThrowsExactly<InvalidOperationException>(() => Evaluate(GanFeatures.From(_ => extractor))).Message);
            Assert.IsTrue(extractor.IsDisposed);
        }

        Assert.Contains("returned null", Assert.ThrowsExactly<InvalidOperationException>(() => Evaluate(GanFeatures.From(_ => null!))).Message);
    }

    [TestMethod]
    public void Images_that_it_does_not_take_are_refused()
    {
        using var extractor = new OwnExtractor { Reason = image => image.Channels == 3 ? null : "it takes colours only" };
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Evaluate(GanFeatures.From(extractor)));
        Assert.AreEqual("The feature extractor 'quarters' does not take images of 1×12×12: it takes colours only.", e.Message);
    }

    [TestMethod]
    public void Training_measures_with_it_and_keeps_the_best()
    {
        using var extractor = new OwnExtractor();
        using var gan = Fit(extractor, options => options.Evaluation.KeepBest = true);
        var reports = gan.History.Where(report => report.Metrics is not null).Select(report => report.Metrics!).ToList();
        Assert.HasCount(4, reports);
        Assert.IsTrue(reports.All(metrics => metrics.Fid > 0 && metrics.FeatureExtractorId == "quarters" && metrics.RealReference!.Fid >= 0));
        Assert.AreEqual(32 + (4 * 64), extractor.Images); // real images once
    }

    [TestMethod]
    public void Training_refuses_features_that_are_not_finite_before_the_first_step()
    {
        var reports = new Recorder<GanProgress>();
        using var extractor = new OwnExtractor { Instead = images => new FeatureBatch(full([images.shape[0], 4], float.NaN)) };
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(extractor, options => options.Progress = reports));
        Assert.AreEqual("The feature extractor 'quarters' gives features that are not finite (NaN or infinite).", e.Message);
        Assert.IsEmpty(reports.Reports);
    }

    [TestMethod]
    public void Extractor_that_fails_while_training_ends_nothing()
    {
        var batches = 0;
        var quarters = new OwnExtractor();
        using var extractor = new OwnExtractor
        {
            Instead = images => ++batches == 2 ? new FeatureBatch(full([images.shape[0], 4], float.NaN)) : quarters.Quarters(images),
        };
        using var gan = Fit(extractor);
        var reports = gan.History.Where(report => report.Metrics is not null).Select(report => report.Metrics!).ToList();
        Assert.AreEqual("FID", reports[0].Missing.Single().Name);
        Assert.Contains("not finite", reports[0].Missing.Single().Reason);
        Assert.IsTrue(reports.Skip(1).All(metrics => double.IsFinite(metrics.Fid)));
    }

    private void AssertRefused(string said, Func<Tensor, FeatureBatch> extract, bool hasClassLogits = false, int batchSize = 64)
    {
        using var extractor = new OwnExtractor { Instead = extract, HasClassLogits = hasClassLogits };
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Evaluate(GanFeatures.From(extractor), options => options.BatchSize = batchSize));
        Assert.StartsWith("The feature extractor 'quarters' gives ", e.Message);
        Assert.Contains(said, e.Message);
    }

    private static double ExpectedFid()
    {
        using var scope = NewDisposeScope();
        using var quarters = new OwnExtractor();
        FeatureStatistics Of(ulong seed)
        {
            var statistics = new FeatureStatistics("test");
            var pixels = NoisySquare.Rows(Count, seed).SelectMany(row => row.Image).Select(value => (value / 127.5f) - 1).ToArray();
            statistics.Add(quarters.Quarters(tensor(pixels).view(Count, 1, LabeledSquares.Side, LabeledSquares.Side)).Features);
            return statistics;
        }

        using var real = Of(1);
        using var generated = Of(2);
        return FrechetDistance.Between(real, generated).Value;
    }

    private GanMetrics Evaluate(GanFeatures features, Action<GanEvaluationOptions>? change = null)
    {
        var options = new GanEvaluationOptions
        {
            GeneratedColumnName = nameof(NoisySquare.Image),
            Features = features,
            CacheDirectory = null,
            Device = "cpu",
        };
        change?.Invoke(options);
        return _ml.Gan().Evaluate(
            _ml.Data.LoadFromEnumerable(NoisySquare.Rows(Count, 1)), _ml.Data.LoadFromEnumerable(NoisySquare.Rows(Count, 2)), options);
    }

    private GanTransformer Fit(OwnExtractor extractor, Action<GanEstimator.Options>? change = null) => TinyGan.Fit(_ml, options =>
    {
        options.ImageColumnName = nameof(Square.Gray);
        options.Evaluation.Metrics.Add(GanMetric.Fid());
        options.Evaluation.Features = GanFeatures.From(extractor);
        options.Evaluation.EveryKimg = TinyGan.KimgOf(1);
        options.Evaluation.Images = 64;
        options.Evaluation.CacheDirectory = null;
        change?.Invoke(options);
    });
}
