using DatasetAugmentationSample;
using Microsoft.ML.Gan.Experiments;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Metrics.Evaluation;

/// <summary>Real pictures with known damage: each metric must get worse. docs/metrics.md has the numbers of more kinds of damage.</summary>
[TestClass]
public class MeasureOrderingTests
{
    private const string Folder = "/usr/share/datasets/fashion-mnist";
    private const int Count = 1000;
    private static readonly MLContext _ml = new(seed: 1);
    private static readonly TemporaryFolder _folder = new();
    private static PictureRow[] _training = [];
    private static PictureRow[] _heldOut = [];
    private static PictureRow[] _other = [];

    [ClassInitialize]
    public static void Load(TestContext context)
    {
        if (!Directory.Exists(Folder))
            Assert.Inconclusive($"Fashion-MNIST is not in '{Folder}' (Debian's package dataset-fashion-mnist).");
        PictureRow[] Rows(string part) => PictureRow.Load(
            _ml, Path.Combine(Folder, $"{part}-images-idx3-ubyte.gz"), Path.Combine(Folder, $"{part}-labels-idx1-ubyte.gz"));
        _training = Rows("train")[..4000];
        var test = Rows("t10k");
        (_heldOut, _other) = (test[..Count], test[5000..(5000 + Count)]);
    }

    [ClassCleanup]
    public static void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void Distances_rise_with_the_damage_to_the_pictures()
    {
        var real = Measure(_other);
        GanMetrics[] blurred = [real, .. new[] { 0.5, 1, 2 }.Select(sigma => Measure(Perturbation.Blur(_other, sigma)))];
        GanMetrics[] moved = [real, .. new[] { 1, 3 }.Select(by => Measure(Perturbation.Shift(_other, by)))];
        GanMetrics[] dropped = [real, .. new[] { 8, 5, 2 }.Select(classes => Measure(Perturbation.OnlyClasses(_other, classes)))];
        var noise = Measure(Perturbation.Noise(_other, seed: 1));
        foreach (var series in new[] { blurred, moved, dropped, [real, noise] })
        {
            AssertRising(series, metrics => metrics.Fid, "FID");
            AssertRising(series, metrics => metrics.Kid.Mean, "KID");
            AssertRising(series, metrics => -metrics.Coverage, "coverage, negative");
        }

        AssertRising(blurred, metrics => -metrics.Density, "density, negative");
        // Missing modes lower recall, wrong images lower precision.
        AssertRising(dropped, metrics => -metrics.Recall, "recall, negative");
        Assert.IsTrue(dropped.All(metrics => metrics.Precision > 0.9 * real.Precision), "pictures of fewer classes are as precise");
        Assert.IsLessThan(0.5 * real.Precision, blurred[^1].Precision);
        Assert.IsLessThan(0.05, noise.Coverage); // precision may be taken in by noise: docs/metrics.md
        AssertRising(dropped, metrics => -metrics.InceptionScore.Mean, "inception score, negative");
        AssertRising([real, blurred[^1]], metrics => metrics.Similarity, "MS-SSIM");
        Assert.AreEqual(0, real.Kid.Mean, 3 * blurred[2].Kid.Mean / 10, "real against real");
        Assert.IsLessThan(blurred[2].Fid / 3, real.Fid);
    }

    [TestMethod]
    public void Copy_check_finds_copies_and_no_others()
    {
        var (fresh, copied) = (Measure(_other), Measure(_training[..Count]));
        Assert.AreEqual(0.5, fresh.CopyRate, 0.05);
        Assert.IsLessThan(0.04, fresh.NearCopies);
        Assert.AreEqual(1, copied.CopyRate, 1e-6);
        Assert.AreEqual(1, copied.NearCopies, 1e-6);
        // Distances alone would not detect them.
        Assert.IsLessThan(2 * fresh.Fid, copied.Fid);
    }

    private static void AssertRising(IReadOnlyList<GanMetrics> series, Func<GanMetrics, double> value, string name)
    {
        for (var i = 1; i < series.Count; i++)
            Assert.IsGreaterThan(value(series[i - 1]), value(series[i]), $"{name}, from {series[i - 1]} to {series[i]}");
    }

    private static GanMetrics Measure(PictureRow[] pictures)
    {
        var options = new GanEvaluationOptions
        {
            GeneratedColumnName = nameof(PictureRow.Image),
            LabelColumnName = nameof(PictureRow.Label),
            Features = GanFeatures.Classifier(new ClassifierOptions { MinSteps = 200 }),
            TrainingData = _ml.Data.LoadFromEnumerable(_training),
            CacheDirectory = _folder["cache"],
        };
        foreach (var metric in new[]
        {
            GanMetric.Fid(), GanMetric.Kid(subsets: 10), GanMetric.InceptionScore(), GanMetric.PrecisionRecall(), GanMetric.DensityCoverage(),
            GanMetric.Similarity(), GanMetric.CopyCheck(),
        })
        {
            options.Metrics.Add(metric);
        }

        return _ml.Gan().Evaluate(_ml.Data.LoadFromEnumerable(_heldOut), _ml.Data.LoadFromEnumerable(pictures), options);
    }
}
