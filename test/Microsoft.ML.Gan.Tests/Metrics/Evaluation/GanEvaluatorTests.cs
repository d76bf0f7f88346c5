using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;
using TorchSharp;

namespace Microsoft.ML.Gan.Tests.Metrics.Evaluation;

[TestClass]
public class GanEvaluatorTests
{
    private const int Count = 160;
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void All_metrics_that_the_data_allow_are_computed()
    {
        var metrics = Evaluate(change: options => options.TrainingData = Load(NoisySquare.Rows(Count, 3)));
        double[] measured =
        [
            metrics.Fid, metrics.Kid.Mean, metrics.InceptionScore.Mean, metrics.RealInceptionScore.Mean, metrics.Precision, metrics.Recall,
            metrics.Density, metrics.Coverage, metrics.Similarity, metrics.RealSimilarity, metrics.CopyRate, metrics.NearCopies,
            metrics.IntendedClassRate, metrics.RealClassifierAccuracy, metrics.SyntheticClassifierAccuracy,
        ];
        Assert.IsTrue(measured.All(double.IsFinite), metrics.ToString());
        Assert.IsTrue(double.IsNaN(metrics.DeceptionRate), "no model was given");
        Assert.AreEqual(Count, metrics.RealImages);
        Assert.AreEqual(Count, metrics.GeneratedImages);
        Assert.Contains("a classifier of 4 classes", metrics.FeatureExtractor);
        Assert.IsGreaterThan(0.9, metrics.IntendedClassRate);
        Assert.IsGreaterThan(0.9, metrics.SyntheticClassifierAccuracy);
    }

    [TestMethod]
    public void Order_of_rows_and_batch_size_change_nothing()
    {
        var (real, made) = (NoisySquare.Rows(Count, 1), NoisySquare.Rows(Count, 2));
        var expected = Evaluate(real, made);
        new Random(5).Shuffle(real);
        new Random(6).Shuffle(made);
        var actual = Evaluate(real, made, options => (options.BatchSize, options.CacheDirectory) = (7, null));
        Assert.AreEqual(expected.FeatureExtractorId, actual.FeatureExtractorId);
        AssertSame(expected, actual);
    }

    [TestMethod]
    public void Features_of_real_images_are_cached_and_give_the_same_numbers()
    {
        var expected = Evaluate();
        var kept = Directory.GetFiles(_folder["cache"]).Select(Path.GetFileName).ToArray();
        Assert.HasCount(1, kept.Where(name => name!.StartsWith("statistics-", StringComparison.Ordinal)));
        Assert.HasCount(1, kept.Where(name => name!.StartsWith("features-", StringComparison.Ordinal)));
        AssertSame(expected, Evaluate());
        CollectionAssert.AreEquivalent(kept, Directory.GetFiles(_folder["cache"]).Select(Path.GetFileName).ToArray());
    }

    [TestMethod]
    public void Damaged_cache_files_are_computed_again()
    {
        var expected = Evaluate();
        foreach (var file in Directory.GetFiles(_folder["cache"]))
            File.WriteAllBytes(file, File.ReadAllBytes(file)[..^9]);
        var log = new LogRecorder(_ml);
        AssertSame(expected, Evaluate());
        Assert.IsNotEmpty(log.Of(ChannelMessageKind.Warning).Where(message => message.Contains("extracted again", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Other_classes_train_another_extractor()
    {
        var real = NoisySquare.Rows(Count, 1);
        var first = Evaluate(real);
        foreach (var row in real.Take(Count / 2))
            row.Label = (row.Label + 1) % LabeledSquares.Classes;
        Assert.AreNotEqual(first.FeatureExtractorId, Evaluate(real).FeatureExtractorId);
    }

    [TestMethod]
    public void Without_classes_only_metrics_without_features_are_computed()
    {
        var metrics = Evaluate(change: options => (options.LabelColumnName, options.Features) = (null, null));
        Assert.IsTrue(double.IsFinite(metrics.Similarity));
        Assert.IsTrue(double.IsNaN(metrics.Fid));
        Assert.AreEqual("", metrics.FeatureExtractor);
    }

    [TestMethod]
    public void Features_without_classes_or_weights_are_refused_with_both_remedies()
    {
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Evaluate(change: options =>
        {
            options.LabelColumnName = null;
            options.Metrics.Add(GanMetric.Fid());
        }));
        Assert.Contains("label column", e.Message);
        Assert.Contains("GanFeatures.Inception", e.Message);
    }

    [TestMethod]
    public void Discriminator_of_the_model_is_tested()
    {
        using var gan = _ml.Transforms.Gan(TinyGan.Options(options =>
        {
            options.ImageColumnName = nameof(Square.Gray);
            options.Training.Kimg = TinyGan.KimgOf(30);
        })).Fit(Squares.Load(_ml));
        var rows = Squares.Load(_ml, 40);
        var metrics = _ml.Gan().Evaluate(rows, gan.Transform(rows), new GanEvaluationOptions
        {
            ImageColumnName = nameof(Square.Gray),
            LabelColumnName = nameof(Square.Label),
            Model = gan,
            Metrics = { GanMetric.Discriminator() },
        });
        Assert.IsTrue(metrics is { DeceptionRate: >= 0 and <= 1, DiscriminatorAccuracy: >= 0 and <= 1, DiscriminatorAuc: > 0.5 and <= 1 }, metrics.ToString());

        var e = Assert.ThrowsExactly<InvalidOperationException>(() => _ml.Gan().Evaluate(rows, gan.Transform(rows), new GanEvaluationOptions
        {
            ImageColumnName = nameof(Square.Gray),
            Model = gan,
            Metrics = { GanMetric.Discriminator() },
        }));
        Assert.Contains("LabelColumnName", e.Message);
    }

    [TestMethod]
    public void Discriminator_classifies_by_the_boundary_of_its_loss()
    {
        // Least squares: the targets are 1 for real and 0 for generated images.
        Assert.AreEqual(new DiscriminatorScore(0, 1, 1), DiscriminatorScore.Of([0.9f, 1.1f], [-0.1f, 0.1f], GanLoss.LeastSquares().Boundary));
        Assert.AreEqual(new DiscriminatorScore(0.5, 0.75, 1), DiscriminatorScore.Of([0.9f, 1.1f], [-0.1f, 0.1f], ((IGanLoss)GanLoss.Hinge()).Boundary));

        AssertClassifiesByItsBoundary(GanLoss.LeastSquares());
        AssertClassifiesByItsBoundary(new UnregisteredLoss());
    }

    private void AssertClassifiesByItsBoundary(IGanLoss loss)
    {
        using var trained = _ml.Transforms.Gan(TinyGan.Options(options =>
        {
            (options.ImageColumnName, options.LabelColumnName, options.Loss) = (nameof(Square.Gray), null, loss);
            options.Training.Kimg = TinyGan.KimgOf(1);
        })).Fit(Squares.Load(_ml));
        trained.SaveAs(_folder["judge.gan"]);
        using var gan = _ml.Model.LoadGan(_folder["judge.gan"]);
        // Real images against themselves: those above the boundary deceive, the others are classified correctly.
        var rows = Squares.Load(_ml, 40);
        var metrics = _ml.Gan().Evaluate(rows, rows, new GanEvaluationOptions
        {
            ImageColumnName = nameof(Square.Gray),
            GeneratedColumnName = nameof(Square.Gray),
            Model = gan,
            Metrics = { GanMetric.Discriminator() },
        });
        using var scope = torch.NewDisposeScope();
        var pixels = torch.tensor((float[])[.. Squares.Rows(40).SelectMany(row => row.Gray).Select(value => (value / 127.5f) - 1)]);
        var logits = gan.DiscriminatorFor(gan.ImageShape, 0).Logits(pixels.view(40, 1, Squares.Side, Squares.Side), []);
        Assert.AreNotEqual(logits.Count(logit => logit > loss.Boundary), logits.Count(logit => logit > 0));
        Assert.AreEqual(logits.Count(logit => logit > loss.Boundary) / 40.0, metrics.DeceptionRate, 1e-9);
    }

    [TestMethod]
    public void Pictures_and_vectors_of_the_same_pixels_measure_the_same()
    {
        var rows = Squares.Load(_ml, 64);
        GanMetrics Of(string column) => _ml.Gan().Evaluate(rows, rows, new GanEvaluationOptions
        {
            ImageColumnName = column,
            GeneratedColumnName = column,
            Metrics = { GanMetric.Similarity() },
        });
        Assert.AreEqual(Of(nameof(Square.Image)).Similarity, Of(nameof(Square.Bytes)).Similarity, 1e-9);
    }

    [TestMethod]
    public void Gray_pictures_can_be_compared_with_coloured_ones()
    {
        var rows = Squares.Load(_ml, 64);
        var metrics = _ml.Gan().Evaluate(rows, rows, new GanEvaluationOptions
        {
            ImageColumnName = nameof(Square.Bytes),
            GeneratedColumnName = nameof(Square.Gray),
            LabelColumnName = nameof(Square.Label),
            Features = GanFeatures.Classifier(new ClassifierOptions { MinSteps = 5, Epochs = 0 }),
            CacheDirectory = null,
            Metrics = { GanMetric.Fid() },
        });
        Assert.IsGreaterThan(0, metrics.Fid);
    }

    [TestMethod]
    [DataRow("Nowhere", nameof(NoisySquare.Image), nameof(NoisySquare.Label), "Nowhere")]
    [DataRow(nameof(NoisySquare.Image), "Nowhere", nameof(NoisySquare.Label), "Nowhere")]
    [DataRow(nameof(NoisySquare.Image), nameof(NoisySquare.Image), "Nowhere", "Nowhere")]
    [DataRow(nameof(NoisySquare.Label), nameof(NoisySquare.Image), nameof(NoisySquare.Label), "Label")]
    public void Column_that_is_missing_or_has_no_images_is_named(string image, string generated, string label, string named)
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Evaluate(change: options =>
            (options.ImageColumnName, options.GeneratedColumnName, options.LabelColumnName) = (image, generated, label)));
        Assert.Contains($"'{named}'", e.Message);
    }

    [TestMethod]
    public void Label_of_numbers_is_refused_if_a_metric_needs_classes()
    {
        var rows = Squares.Load(_ml);
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Gan().Evaluate(rows, rows, new GanEvaluationOptions
        {
            GeneratedColumnName = "Image",
            LabelColumnName = nameof(Square.Place),
            Metrics = { GanMetric.Classifier() },
        }));
        Assert.Contains("'Place'", e.Message);
        Assert.Contains("key", e.Message);
    }

    /// <summary>The same names in another order are the same classes (ClassNamesTests).</summary>
    [TestMethod]
    public void Classes_of_other_names_are_refused()
    {
        IDataView Mapped(IEnumerable<Square> rows) => _ml.Transforms.Conversion.MapValueToKey("Key", nameof(Square.Class)).Fit(Data(rows)).Transform(Data(rows));
        IDataView Data(IEnumerable<Square> rows) => _ml.Data.LoadFromEnumerable(rows);
        var others = Squares.Rows(8);
        foreach (var row in others)
            row.Class = $"other {row.Class}";

        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() =>
            _ml.Gan().Evaluate(Mapped(Squares.Rows(8)), Mapped(others), generatedColumnName: "Image", labelColumnName: "Key"));

        Assert.Contains("'Key'", e.Message);
        Assert.Contains("other red", e.Message);
    }

    [TestMethod]
    public void Images_of_two_sizes_are_refused()
    {
        var e = Assert.ThrowsExactly<InvalidOperationException>(() =>
            _ml.Gan().Evaluate(Load(NoisySquare.Rows(8, 1)), Squares.Load(_ml, 8), generatedColumnName: nameof(Square.Gray)));
        Assert.Contains("12×12", e.Message);
        Assert.Contains("16×16", e.Message);
    }

    [TestMethod]
    public void Data_without_rows_are_refused() =>
        Assert.Contains("no rows", Assert.ThrowsExactly<InvalidOperationException>(() => Evaluate(made: [])).Message);

    [TestMethod]
    public void Option_that_a_metric_needs_is_named()
    {
        foreach (var (metric, option) in new[]
        {
            (GanMetric.CopyCheck(), nameof(GanEvaluationOptions.TrainingData)),
            (GanMetric.Discriminator(), nameof(GanEvaluationOptions.Model)),
            (GanMetric.Classifier(), nameof(GanEvaluationOptions.LabelColumnName)),
        })
        {
            var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Evaluate(change: options =>
            {
                options.LabelColumnName = null;
                options.Metrics.Add(metric);
            }));
            Assert.AreEqual(option, e.ParamName);
        }
    }

    [TestMethod]
    public void FID_of_few_images_has_a_warning()
    {
        var log = new LogRecorder(_ml);
        var metrics = Evaluate(NoisySquare.Rows(100, 1), NoisySquare.Rows(100, 2));
        Assert.IsTrue(double.IsFinite(metrics.Fid));
        Assert.HasCount(1, metrics.Warnings.Where(warning => warning.StartsWith("FID of 100 images", StringComparison.Ordinal)));
        CollectionAssert.IsSubsetOf(metrics.Warnings.ToArray(), log.Of(ChannelMessageKind.Warning).ToArray());
    }

    [TestMethod]
    public void Metrics_that_three_pictures_do_not_allow_are_missing_with_a_reason()
    {
        var log = new LogRecorder(_ml);
        var metrics = Evaluate(NoisySquare.Rows(3, 1), NoisySquare.Rows(3, 2));
        Assert.IsTrue(double.IsFinite(metrics.Fid) && double.IsFinite(metrics.Kid.Mean), metrics.ToString());
        Assert.IsTrue(double.IsNaN(metrics.Precision) && double.IsNaN(metrics.Coverage) && double.IsNaN(metrics.InceptionScore.Mean), metrics.ToString());
        string[] expected = ["IS", "precision and recall", "density and coverage", "MS-SSIM"];
        CollectionAssert.AreEqual(expected, metrics.Missing.Select(one => one.Name).Take(4).ToArray());
        foreach (var one in metrics.Missing.Take(3))
            Assert.Contains("there are 3 and 3", one.Reason);
        Assert.Contains("pairs", metrics.Missing[3].Reason);
        Assert.Contains("not measured: IS, precision and recall", metrics.ToString());
        foreach (var one in metrics.Missing)
            Assert.HasCount(1, log.Of(ChannelMessageKind.Warning).Where(message => message.StartsWith($"{one.Name} was not measured", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Precision_of_five_pictures_does_not_depend_on_the_k_of_density()
    {
        var metrics = Evaluate(NoisySquare.Rows(5, 1), NoisySquare.Rows(5, 2), options => options.Metrics.Add(GanMetric.PrecisionRecall()));
        Assert.IsTrue(metrics.Precision is >= 0 and <= 1 && metrics.Recall is >= 0 and <= 1, metrics.ToString());
        Assert.IsEmpty(metrics.Missing);
    }

    [TestMethod]
    public void One_picture_is_measured_as_far_as_possible()
    {
        var metrics = Evaluate(NoisySquare.Rows(1, 1), NoisySquare.Rows(1, 2), options => options.TrainingData = Load(NoisySquare.Rows(20, 3)));
        Assert.IsTrue(double.IsNaN(metrics.Fid));
        Assert.IsTrue(metrics.CopyRate is >= 0 and <= 1);
        Assert.Contains("at least 2 real and 2 generated images, but there are 1 and 1", metrics.Missing.Single(one => one.Name == "FID").Reason);
    }

    [TestMethod]
    public void Pictures_of_one_class_are_measured_without_a_classifier()
    {
        var rows = NoisySquare.Rows(40, 1).Where(row => row.Label == 1).ToArray();
        var metrics = Evaluate(rows, rows, options => options.Features = null);
        Assert.IsTrue(double.IsNaN(metrics.Fid));
        Assert.AreEqual("", metrics.FeatureExtractor);
        Assert.Contains("all of one class", metrics.Missing.Single(one => one.Name == "FID").Reason);
        Assert.Contains("all of one class", metrics.Missing.Single(one => one.Name == "classifier").Reason);
        Assert.IsTrue(double.IsFinite(metrics.Similarity));
    }

    [TestMethod]
    public void Metric_that_fails_is_missing_and_the_others_are_computed()
    {
        var rows = NoisySquare.Rows(40, 1);
        var generated = NoisySquare.Rows(40, 2).Where(row => row.Label == 0).ToArray(); // no classifier can be trained on these
        var metrics = Evaluate(rows, generated);
        Assert.IsTrue(double.IsFinite(metrics.Fid));
        CollectionAssert.AreEqual(new[] { "classifier" }, metrics.Missing.Select(one => one.Name).ToArray());
        Assert.IsTrue(double.IsNaN(metrics.SyntheticClassifierAccuracy));
    }

    [TestMethod]
    public void Coloured_pictures_are_compared_by_ResNet18_if_its_package_is_referenced()
    {
        var log = new LogRecorder(_ml);
        var rows = Squares.Load(_ml, 8);
        var metrics = _ml.Gan().Evaluate(rows, rows, new GanEvaluationOptions
        {
            ImageColumnName = nameof(Square.Bytes),
            GeneratedColumnName = nameof(Square.Bytes),
            LabelColumnName = nameof(Square.Label),
            CacheDirectory = null,
            Metrics = { GanMetric.Fid(), GanMetric.InceptionScore(2) },
        });
        Assert.StartsWith("ResNet-18 (", metrics.FeatureExtractor);
        Assert.AreEqual(0, metrics.Fid, 1e-3);
        Assert.Contains("GanFeatures.Inception", metrics.Missing.Single().Reason);
        Assert.HasCount(1, log.Of(ChannelMessageKind.Info).Where(message => message.StartsWith("Features: ResNet-18, because", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Default_features_depend_on_colours_classes_and_the_package()
    {
        Assert.AreEqual(GanFeatures.ResNet18(), DefaultFeatures.Choose(channels: 3, hasClasses: true, hasResNet18: true).Features);
        Assert.AreEqual(GanFeatures.ResNet18(), DefaultFeatures.Choose(channels: 3, hasClasses: false, hasResNet18: true).Features);
        Assert.AreEqual(GanFeatures.Classifier(), DefaultFeatures.Choose(channels: 1, hasClasses: true, hasResNet18: true).Features);
        Assert.IsNull(DefaultFeatures.Choose(channels: 1, hasClasses: false, hasResNet18: true).Features);
        var (features, reason) = DefaultFeatures.Choose(channels: 3, hasClasses: true, hasResNet18: false);
        Assert.AreEqual(GanFeatures.Classifier(), features);
        Assert.Contains("Microsoft.ML.DnnImageFeaturizer.ResNet18", reason);
    }

    [TestMethod]
    public void RealReference_does_not_depend_on_the_order_of_rows()
    {
        var real = NoisySquare.Rows(Count, 1);
        var expected = Evaluate(real);
        new Random(5).Shuffle(real);
        var actual = Evaluate(real, change: options => options.CacheDirectory = null);
        var (first, second) = (expected.RealReference!, actual.RealReference!);
        Assert.AreEqual(Count / 2, first.RealImages);
        Assert.AreEqual(Count / 2, first.GeneratedImages);
        Assert.AreEqual(first.Fid, second.Fid, 1e-3 * first.Fid);
        Assert.AreEqual(first.Coverage, second.Coverage, 1e-9);
        // Noise is far from what real pictures are to one another.
        var noise = NoisySquare.Rows(Count, 2);
        foreach (var row in noise)
            new Random((int)row.Label).NextBytes(row.Image);
        Assert.IsGreaterThan(3 * first.Fid, Evaluate(made: noise).Fid);
        Assert.IsGreaterThan(0.8, first.Precision);
        Assert.Contains(FormattableString.Invariant($"(real {first.Fid:F2})"), expected.ToString());
        Assert.IsNull(Evaluate(change: options => options.RealReference = false).RealReference);
    }

    [TestMethod]
    public void Progress_reports_all_stages()
    {
        var recorder = new Recorder<GanEvaluationProgress>();
        var log = new LogRecorder(_ml);
        Evaluate(change: options => (options.Progress, options.CacheDirectory) = (recorder, null));
        string[] stages =
        [
            "reading real images", "reading generated images", "training a classifier on real images", "measuring real images",
            "measuring generated images", "computing FID",
        ];
        var told = recorder.Reports.Select(report => report.Stage).Distinct().ToList();
        CollectionAssert.AreEqual(stages, told.Take(stages.Length).ToArray());
        Assert.IsTrue(recorder.Reports.All(report => report.Total == 0 || report.Done <= report.Total));
        Assert.AreEqual(Count, recorder.Reports.Last(report => report.Stage == "measuring generated images").Done);
        foreach (var stage in told)
            Assert.IsTrue(log.Of(ChannelMessageKind.Info).Any(message => message.StartsWith(stage, StringComparison.Ordinal)), stage);
    }

    [TestMethod]
    public void Evaluation_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => Evaluate(change: options => options.CancellationToken = stop.Token));
    }

    [TestMethod]
    public void All_tensors_are_disposed()
    {
        Evaluate();
        var before = LiveTensors.Settle();
        Evaluate();
        // A tensor created by another thread and freed by this one is only counted down.
        Assert.IsLessThanOrEqualTo(before, LiveTensors.Count);
    }

    private static void AssertSame(GanMetrics expected, GanMetrics actual)
    {
        Assert.AreEqual(expected.Fid, actual.Fid, 1e-4 * expected.Fid);
        Assert.AreEqual(expected.Kid.Mean, actual.Kid.Mean, 1e-4 * Math.Abs(expected.Kid.Mean) + 1e-6);
        Assert.AreEqual(expected.InceptionScore.Mean, actual.InceptionScore.Mean, 1e-5);
        Assert.AreEqual(expected.Precision, actual.Precision, 1e-9);
        Assert.AreEqual(expected.Recall, actual.Recall, 1e-9);
        Assert.AreEqual(expected.Coverage, actual.Coverage, 1e-9);
        Assert.AreEqual(expected.Similarity, actual.Similarity, 1e-6);
        Assert.AreEqual(expected.IntendedClassRate, actual.IntendedClassRate, 1e-9);
        Assert.AreEqual(expected.SyntheticClassifierAccuracy, actual.SyntheticClassifierAccuracy, 1e-9);
    }

    private IDataView Load(NoisySquare[] rows) => _ml.Data.LoadFromEnumerable(rows);

    private GanMetrics Evaluate(NoisySquare[]? real = null, NoisySquare[]? made = null, Action<GanEvaluationOptions>? change = null)
    {
        var options = new GanEvaluationOptions
        {
            GeneratedColumnName = nameof(NoisySquare.Image),
            LabelColumnName = nameof(NoisySquare.Label),
            Features = GanFeatures.Classifier(LabeledSquares.Quick),
            CacheDirectory = _folder["cache"],
        };
        change?.Invoke(options);
        return _ml.Gan().Evaluate(Load(real ?? NoisySquare.Rows(Count, 1)), Load(made ?? NoisySquare.Rows(Count, 2)), options);
    }

    /// <summary>Least squares under a name that nobody knows after loading.</summary>
    private sealed class UnregisteredLoss : IGanLoss
    {
        private readonly LeastSquaresLoss _loss = new();

        public string Name => "test-unregistered";

        public double Boundary => _loss.Boundary;

        public torch.Tensor Discriminator(torch.Tensor real, torch.Tensor fake) => _loss.Discriminator(real, fake);

        public torch.Tensor Generator(torch.Tensor fake, torch.Tensor? real = null) => _loss.Generator(fake, real);
    }
}
