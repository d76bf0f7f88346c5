using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;
using TorchSharp;

namespace Microsoft.ML.Gan.Tests.Metrics.Evaluation;

/// <summary>A user's metric in Evaluate and in training.</summary>
[TestClass]
public class OwnMetricTests
{
    private const int Count = 40;
    private const int Steps = 6;
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void Evaluate_lists_its_numbers_by_name_beside_those_of_the_library()
    {
        var (real, generated) = (NoisySquare.Rows(Count, 1), NoisySquare.Rows(Count, 2));

        var metrics = Evaluate(
            [GanMetric.Similarity(), Brightness()], options => options.BatchSize = 7, real, generated);

        Assert.AreEqual(MeanPixel(generated), metrics["brightness"], 1e-6);
        Assert.AreEqual(MeanPixel(real), metrics.Find("brightness")!.OfRealImages!.Value.Mean, 1e-6);
        CollectionAssert.AreEqual(new[] { "MS-SSIM", "brightness" }, metrics.Values.Select(value => value.Name).ToArray());
        Assert.IsTrue(double.IsFinite(metrics.Similarity));
        Assert.IsTrue(double.IsNaN(metrics["no such number"]));
        Assert.Contains(FormattableString.Invariant($"brightness {MeanPixel(generated):F4} (real {MeanPixel(real):F4})"), metrics.ToString());
    }

    [TestMethod]
    public void All_data_of_an_image_are_in_one_row()
    {
        var metric = new OwnMetric("rows", input =>
        {
            var images = input.Generated;
            Assert.AreEqual(Count, images.Count);
            Assert.AreEqual(new ImageShape(1, LabeledSquares.Side, LabeledSquares.Side), images.Shape);
            CollectionAssert.AreEqual(new long[] { Count, 4 }, images.Features.shape);
            CollectionAssert.AreEqual(new long[] { 4, 4 }, images.FeatureCovariance().shape);
            TensorAssert.AreClose(images.Features.mean([0L]).to(torch.ScalarType.Float64), images.FeatureMean(), 1e-6);
            var quarters = torch.nn.functional.adaptive_avg_pool2d(images.Thumbnails.view(Count, 1, 12, 12), [2, 2]).flatten(1);
            TensorAssert.AreClose(quarters, images.Features, 1e-6);
            TensorAssert.AreClose(20 * quarters, images.ClassLogits, 1e-4);
            // The brightest quarter is the class.
            var brightest = quarters.argmax(1).data<long>().ToArray();
            return brightest.Zip(images.Classes).Average(pair => pair.First == pair.Second ? 1.0 : 0.0);
        })
        {
            Needs = MetricNeeds.Features | MetricNeeds.FeatureStatistics | MetricNeeds.ClassLogits | MetricNeeds.Thumbnails | MetricNeeds.Classes,
        };

        var metrics = Evaluate([metric], options => options.Features = GanFeatures.From(new OwnExtractor { HasClassLogits = true }));

        Assert.IsEmpty(metrics.Missing, metrics.Missing.FirstOrDefault()?.Reason);
        Assert.AreEqual(1, metrics["rows"]);
    }

    [TestMethod]
    public void Discriminator_logits_are_in_the_order_of_the_other_rows()
    {
        using var gan = TinyGan.Fit(_ml, options => (options.ImageColumnName, options.LabelColumnName) = (nameof(Square.Gray), null));
        var metric = new OwnMetric("logits", input =>
        {
            var pixels = input.Real.Thumbnails.view(-1, 1, Squares.Side, Squares.Side);
            var expected = gan.DiscriminatorFor(gan.ImageShape, 0).Logits(pixels, []);
            Assert.IsGreaterThan(0.01f, expected.Max() - expected.Min());
            return expected.Zip(input.Real.DiscriminatorLogits).Max(pair => Math.Abs(pair.First - pair.Second));
        })
        {
            Needs = MetricNeeds.DiscriminatorLogits | MetricNeeds.Thumbnails,
        };
        var rows = Squares.Load(_ml, 21);

        var metrics = _ml.Gan().Evaluate(rows, rows, new GanEvaluationOptions
        {
            ImageColumnName = nameof(Square.Gray),
            GeneratedColumnName = nameof(Square.Gray),
            Model = gan,
            BatchSize = 8,
            Metrics = { metric },
        });

        Assert.IsEmpty(metrics.Missing, metrics.Missing.FirstOrDefault()?.Reason);
        Assert.AreEqual(0, metrics["logits"], 1e-5);
    }

    [TestMethod]
    public void Training_images_pairs_and_nearest_neighbours_are_available()
    {
        var training = NoisySquare.Rows(30, 3);
        var metric = new OwnMetric("copies", input =>
        {
            var (rows, distances) = input.FindNearest(input.Training.Thumbnails, input.Generated.Thumbnails);
            Assert.HasCount(30, rows.Distinct());
            var pairs = 0L;
            foreach (var (first, second) in input.Real.ReadPairs())
            {
                CollectionAssert.AreEqual(first.shape, second.shape);
                pairs += first.shape[0];
            }

            Assert.AreEqual(Count / 2, pairs);
            return distances.Max();
        })
        {
            Needs = MetricNeeds.TrainingImages | MetricNeeds.Thumbnails | MetricNeeds.ImagePairs,
        };

        var metrics = Evaluate([metric], options => options.TrainingData = _ml.Data.LoadFromEnumerable(training), generated: training);

        Assert.IsEmpty(metrics.Missing, metrics.Missing.FirstOrDefault()?.Reason);
        Assert.AreEqual(0, metrics["copies"]);
    }

    [TestMethod]
    public void Metric_of_features_only_is_computed_of_real_images_too()
    {
        var metric = new OwnMetric("distance", input => (input.Real.Features.mean([0L]) - input.Generated.Features.mean([0L])).norm().item<float>())
        {
            Needs = MetricNeeds.Features,
        };

        var metrics = Evaluate([metric], options => options.Features = GanFeatures.From(new OwnExtractor()));

        Assert.AreEqual(Count / 2, metrics.RealReference!.RealImages);
        Assert.IsGreaterThan(0, metrics.RealReference["distance"]);
        Assert.Contains(FormattableString.Invariant($"(real {metrics.RealReference["distance"]:F3})"), metrics.ToString());
    }

    [TestMethod]
    public void Metric_that_fails_is_listed_in_Missing_and_the_others_are_computed()
    {
        var log = new LogRecorder(_ml);
        var metrics = Evaluate(
        [
            new OwnMetric("fails", (Func<MetricInput, double>)(_ => throw new FormatException("no such number"))),
            new OwnMetric("is impossible", _ => 1) { Reason = conditions => $"there are only {conditions.RealImages} images of {conditions.Shape}" },
            new OwnMetric("cannot say why", _ => 1) { Reason = _ => throw new FormatException("nor this") },
            new OwnMetric("asks for what it does not need", input => input.Real.Features.mean().item<float>()),
            new OwnMetric("gives nothing", _ => []),
            new OwnMetric("gives a nameless number", _ => [new MetricValue(" ", 1)]),
            Brightness(),
        ]);

        (string, string)[] expected =
        [
            ("is impossible", "there are only 40 images of 1×12×12"),
            ("cannot say why", "WhyNot failed: nor this"),
            ("fails", "no such number"),
            ("asks for what it does not need", "MetricNeeds.Features was not gathered: name it in IGanMetric.Needs"),
            ("gives nothing", "Compute of OwnMetric must give at least one number, and none that is null"),
            ("gives a nameless number", "Compute of OwnMetric gives a number without a name"),
        ];
        CollectionAssert.AreEqual(expected, metrics.Missing.Select(one => (one.Name, one.Reason)).ToArray());
        Assert.IsTrue(double.IsFinite(metrics["brightness"]));
        Assert.HasCount(1, log.Of(ChannelMessageKind.Warning).Where(message => message == "fails was not measured: no such number."));
    }

    [TestMethod]
    [DataRow("FID", "'FID'")]
    [DataRow("Recall", "'Recall'")]
    [DataRow("ms-ssim", "'ms-ssim'")]
    [DataRow("", "without a name")]
    public void Name_of_a_metric_of_the_library_is_refused(string name, string said)
    {
        var metric = new OwnMetric(name, _ => 1);
        foreach (var use in new Action[] { () => Evaluate([metric]), () => Fit(options => options.Evaluation.Metrics.Add(metric)) })
        {
            var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(use);
            Assert.EndsWith("Metrics", e.ParamName!);
            Assert.Contains(said, e.Message);
        }
    }

    [TestMethod]
    public void Two_metrics_of_one_name_are_refused()
    {
        var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Evaluate([GanMetric.Kid(10), GanMetric.Kid(20)]));
        Assert.AreEqual("Metrics", e.ParamName);
        Assert.Contains("two metrics named 'KID'", e.Message);
    }

    [TestMethod]
    public void Name_of_another_metrics_number_is_refused()
    {
        var metrics = Evaluate(
        [
            new OwnMetric("first", _ => [new MetricValue("first", 1), new MetricValue("shared", 2)]),
            new OwnMetric("second", _ => [new MetricValue("Shared", 3)]),
            new OwnMetric("third", _ => [new MetricValue("precision", 4)]),
        ]);

        CollectionAssert.AreEqual(new[] { "first", "shared" }, metrics.Values.Select(value => value.Name).ToArray());
        CollectionAssert.AreEqual(new[] { "second", "third" }, metrics.Missing.Select(one => one.Name).ToArray());
        Assert.Contains("'Shared'", metrics.Missing[0].Reason);
        Assert.Contains("'precision'", metrics.Missing[1].Reason);
        Assert.IsTrue(double.IsNaN(metrics.Precision));
    }

    [TestMethod]
    public void Option_that_a_metric_needs_is_named()
    {
        foreach (var (needs, option) in new[]
        {
            (MetricNeeds.TrainingImages, nameof(GanEvaluationOptions.TrainingData)),
            (MetricNeeds.DiscriminatorLogits, nameof(GanEvaluationOptions.Model)),
            (MetricNeeds.Classes, nameof(GanEvaluationOptions.LabelColumnName)),
        })
        {
            var e = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
                () => Evaluate([new OwnMetric("own", _ => 1) { Needs = needs }], options => options.LabelColumnName = null));
            Assert.AreEqual(option, e.ParamName);
            Assert.Contains("'own'", e.Message);
        }
    }

    [TestMethod]
    public void Tensors_that_a_metric_makes_are_disposed()
    {
        var metric = new OwnMetric("leaves tensors behind", input =>
        {
            var sum = torch.zeros(1);
            foreach (var images in input.Generated.ReadImages())
                sum = sum + images.square().sum();
            return sum.item<float>();
        })
        {
            Needs = MetricNeeds.Images,
        };
        Evaluate([metric]);
        var before = LiveTensors.Settle();
        var metrics = Evaluate([metric]);
        Assert.IsEmpty(metrics.Missing);
        Assert.IsLessThanOrEqualTo(before, LiveTensors.Count);
    }

    [TestMethod]
    public void KeepBest_keeps_the_generator_with_the_best_score()
    {
        string[] weights = [.. new[] { 2, 4 }.Select(steps =>
        {
            using var at = Fit(options => options.Training.Kimg = TinyGan.KimgOf(steps));
            return at.WeightsSha256;
        })];
        // Steps 1 to 6 have the scores 3, 1, 2, 9, 4, 5.
        foreach (var (lowerIsBetter, expected) in new[] { (true, weights[0]), (false, weights[1]) })
        {
            var scores = new Queue<double>([3, 1, 2, 9, 4, 5]);
            using var gan = Fit(options =>
            {
                options.Evaluation.Metrics.Add(new OwnMetric("own", _ => scores.Dequeue()) { LowerIsBetter = lowerIsBetter });
                options.Evaluation.KeepBest = true;
            });
            Assert.AreEqual(expected, gan.WeightsSha256);
            CollectionAssert.AreEqual(
                new double[] { 3, 1, 2, 9, 4, 5 }, gan.History.Where(report => report.Metrics is not null).Select(report => report.Metrics!["own"]).ToArray());
        }
    }

    [TestMethod]
    public void Best_checkpoint_is_kept_by_the_score_that_a_metric_computes_of_its_numbers()
    {
        var numbers = new Queue<double>([3, 1, 2, 9, 4, 5]);
        using var gan = Fit(options =>
        {
            options.Checkpoints.Directory = _folder["run"];
            options.Checkpoints.Kept = 1;
            options.Evaluation.Metrics.Add(new OwnMetric("own", _ => [new MetricValue("number", numbers.Dequeue())]) { ScoreOf = metrics => Math.Abs(metrics["number"] - 8) });
        });

        CollectionAssert.AreEquivalent(
            new[] { "step-000000000004.json", "step-000000000006.json" },
            Directory.GetFiles(_folder["run"], "step-*.json").Select(Path.GetFileName).ToArray());
    }

    [TestMethod]
    public void History_of_a_checkpoint_has_the_numbers()
    {
        void Change(GanEstimator.Options options)
        {
            options.Checkpoints.Directory = _folder["run"];
            options.Evaluation.Metrics.Add(new OwnMetric("own", _ => [new MetricValue("own", double.NaN) { StandardError = 2, OfRealImages = new SubsetEstimate(3) }]));
        }

        using (Fit(Change))
        {
        }

        using var resumed = Fit(Change);
        var value = resumed.History.Where(report => report.Metrics is not null).Select(report => report.Metrics!.Find("own")).ToList();
        Assert.HasCount(Steps, value);
        Assert.AreEqual(new MetricValue("own", double.NaN) { StandardError = 2, OfRealImages = new SubsetEstimate(3) }, value[0]);
    }

    [TestMethod]
    public void Metric_that_fails_while_training_ends_nothing()
    {
        var log = new LogRecorder(_ml);
        var calls = 0;
        using var gan = Fit(options =>
        {
            options.Evaluation.KeepBest = true;
            options.Evaluation.Metrics.Add(new OwnMetric("own", _ => ++calls is 2 or 3 ? throw new OperationCanceledException("call " + calls) : calls));
            options.Evaluation.Metrics.Add(Brightness());
        });

        var reports = gan.History.Where(report => report.Metrics is not null).Select(report => report.Metrics!).ToList();
        CollectionAssert.AreEqual(new[] { 1, double.NaN, double.NaN, 4, 5, 6 }, reports.Select(metrics => metrics["own"]).ToArray());
        Assert.AreEqual(new MissingMetric("own", "call 2"), reports[1].Missing.Single());
        Assert.IsTrue(reports.All(metrics => double.IsFinite(metrics["brightness"])));
        Assert.IsTrue(log.Of(ChannelMessageKind.Info).Any(message => message.StartsWith("The generator of step 1 is kept", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Metric_without_a_score_is_warned_of_and_ends_nothing()
    {
        foreach (var metric in new[]
        {
            new OwnMetric("own", _ => [new MetricValue("another name", 1)]),
            new OwnMetric("own", _ => [new MetricValue("another name", 1)]) { ScoreOf = _ => throw new FormatException() },
        })
        {
            var log = new LogRecorder(_ml);
            using var gan = Fit(options =>
            {
                options.Evaluation.KeepBest = true;
                options.Evaluation.Metrics.Add(metric);
            });
            Assert.AreEqual(Steps, gan.History[^1].Step);
            var warnings = log.Of(ChannelMessageKind.Warning);
            Assert.HasCount(1, warnings.Where(message => message.Contains("'own' gives no score", StringComparison.Ordinal)));
            Assert.HasCount(1, warnings.Where(message => message.StartsWith("KeepBest: no evaluation", StringComparison.Ordinal)));
        }
    }

    [TestMethod]
    public void Metric_that_cannot_be_computed_is_refused_before_the_first_step()
    {
        var reports = new Recorder<GanProgress>();
        void Refused<TException>(OwnMetric metric, string said)
            where TException : Exception
        {
            var e = Assert.ThrowsExactly<TException>(() => Fit(options =>
            {
                options.Evaluation.Metrics.Add(metric);
                options.Progress = reports;
            }));
            Assert.Contains("own", e.Message);
            Assert.Contains(said, e.Message);
        }

        Refused<InvalidOperationException>(new OwnMetric("own", _ => 1) { Reason = _ => "not today" }, "not today");
        Refused<ArgumentOutOfRangeException>(new OwnMetric("own", _ => 1) { Needs = MetricNeeds.TrainingImages }, "cannot be measured while training");
        Refused<ArgumentOutOfRangeException>(new OwnMetric("own", _ => 1) { Needs = MetricNeeds.DiscriminatorLogits }, "cannot be measured while training");
        Assert.IsEmpty(reports.Reports);
    }

    [TestMethod]
    public void Images_and_classes_are_available_while_training()
    {
        var metric = new OwnMetric("own", input =>
        {
            Assert.HasCount(64, input.Generated.Classes);
            return input.Generated.ReadImages().Sum(images => images.shape[0]) + (1000 * input.Real.ReadImages().Sum(images => images.shape[0]));
        })
        {
            Needs = MetricNeeds.Images | MetricNeeds.Classes,
        };
        using var gan = Fit(options => options.Evaluation.Metrics.Add(metric));
        Assert.AreEqual(32064, gan.History[^1].Metrics!["own"], gan.History[^1].Metrics!.ToString());
    }

    private static OwnMetric Brightness() => new("brightness", input =>
    [
        new MetricValue("brightness", Mean(input.Generated)) { OfRealImages = new SubsetEstimate(Mean(input.Real)), Decimals = 4 },
    ])
    {
        Needs = MetricNeeds.Images,
        LowerIsBetter = false,
    };

    private static double Mean(MeasuredImages images) => images.ReadImages().Sum(batch => (double)batch.sum().item<float>()) / images.Count / images.Shape.Length;

    private static double MeanPixel(NoisySquare[] rows) => rows.SelectMany(row => row.Image).Average(value => (value / 127.5) - 1);

    private GanMetrics Evaluate(
        IReadOnlyList<IGanMetric> metrics, Action<GanEvaluationOptions>? change = null, NoisySquare[]? real = null, NoisySquare[]? generated = null)
    {
        var options = new GanEvaluationOptions
        {
            GeneratedColumnName = nameof(NoisySquare.Image),
            LabelColumnName = nameof(NoisySquare.Label),
            CacheDirectory = null,
        };
        foreach (var metric in metrics)
            options.Metrics.Add(metric);
        change?.Invoke(options);
        return _ml.Gan().Evaluate(
            _ml.Data.LoadFromEnumerable(real ?? NoisySquare.Rows(Count, 1)), _ml.Data.LoadFromEnumerable(generated ?? NoisySquare.Rows(Count, 2)), options);
    }

    /// <summary>A training that is measured after each of its six steps.</summary>
    private GanTransformer Fit(Action<GanEstimator.Options> change) => TinyGan.Fit(_ml, options =>
    {
        options.ImageColumnName = nameof(Square.Gray);
        options.Training.Kimg = TinyGan.KimgOf(Steps);
        options.Evaluation.EveryKimg = TinyGan.KimgOf(1);
        options.Evaluation.Images = 64;
        options.Evaluation.CacheDirectory = null;
        change(options);
    });
}
