using Microsoft.ML.Gan.Tests.Testing;
using OwnParts;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Samples;

/// <summary>The parts of samples/OwnParts: they compute what they promise, train, and are loaded with their options.</summary>
[TestClass]
public class OwnPartsTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Parts_train_and_are_loaded_with_their_options()
    {
        using var folder = new TemporaryFolder();
        OwnRegister.AddAll();
        using var gan = Fit(new PaintingArchitecture { Width = 12, LatentSize = 5 }, new SmoothPaint { Weight = 0.25 }, steps: 4);
        gan.SaveAs(folder["own.gan"]);

        using var loaded = new MLContext().Model.LoadGan(folder["own.gan"]);

        Assert.AreEqual(gan.WeightsSha256, loaded.WeightsSha256);
        CollectionAssert.AreEqual(gan.Sample(1, 3)[0].ToArray(), loaded.Sample(1, 3)[0].ToArray());
        Assert.AreEqual(new PaintingArchitecture { Width = 12, LatentSize = 5 }, loaded.Architecture);
        Assert.AreEqual(new HuberLoss { Reach = 0.5 }, loaded.Loss);
        Assert.AreEqual(new SmoothPaint { Weight = 0.25 }, loaded.Regularizers.Single());
    }

    [TestMethod]
    public void Regularizer_makes_generated_pictures_smoother()
    {
        using var rough = Fit(new PaintingArchitecture(), new SmoothPaint { Weight = 0 }, steps: 60);
        using var smooth = Fit(new PaintingArchitecture(), new SmoothPaint { Weight = 20 }, steps: 60);

        Assert.IsLessThan(Variation(rough) / 2, Variation(smooth));
    }

    [TestMethod]
    public void Loss_is_quadratic_near_its_target_and_linear_farther_off()
    {
        using var scope = NewDisposeScope();
        var loss = new HuberLoss { Reach = 0.5 };

        Assert.AreEqual(0.125, loss.Generator(tensor(new[] { 0.5f })).item<float>(), 1e-6);
        Assert.AreEqual(0.5 * (3 - 0.25), loss.Generator(tensor(new[] { -2f })).item<float>(), 1e-6);
        Assert.AreEqual(0, loss.Discriminator(tensor(new[] { 1f }), tensor(new[] { -1f })).item<float>(), 1e-6);
    }

    [TestMethod]
    public void Architecture_generates_images_of_the_specified_shape()
    {
        using var scope = NewDisposeScope();
        var specification = new NetworkSpecification { Image = new ImageShape(3, 8, 12), ConditionSize = 2 };
        var architecture = new PaintingArchitecture();
        using var generator = architecture.CreateGenerator(specification);
        using var discriminator = architecture.CreateDiscriminator(specification);

        var images = generator.call(randn(4, architecture.LatentSize), zeros(4, 2));

        CollectionAssert.AreEqual(new long[] { 4, 3, 8, 12 }, images.shape);
        CollectionAssert.AreEqual(new long[] { 4, 1 }, discriminator.call(images, zeros(4, 2)).shape);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => architecture.Validate(new ImageShape(3, 10, 12)));
    }

    [TestMethod]
    public void Metric_is_zero_for_pictures_that_are_as_rough_as_real_ones()
    {
        var metrics = Measure(ToyPictures.Load(_ml, 100), ToyPictures.Load(_ml, 100));

        Assert.AreEqual(0, metrics["roughness gap"], 1e-6);
        Assert.AreEqual(metrics.Find("roughness")!.OfRealImages!.Value.Mean, metrics["roughness"], 1e-6);
        Assert.AreEqual(0, metrics.Fid, 1e-4);
        Assert.AreEqual("mean colours of 4×4 cells", metrics.FeatureExtractor);
    }

    [TestMethod]
    public void Metric_and_features_tell_flat_pictures_from_real_ones()
    {
        var flat = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 100).Select(_ => new Toy { Picture = new byte[ToyPictures.Side * ToyPictures.Side * 3] }));

        var metrics = Measure(ToyPictures.Load(_ml, 100), flat);

        Assert.AreEqual(1, metrics["roughness gap"], 1e-6);
        Assert.AreEqual(0, metrics["roughness"], 1e-6);
        Assert.IsGreaterThan(1, metrics.Fid);
    }

    [TestMethod]
    public void Training_keeps_the_generator_with_the_smallest_roughness_gap()
    {
        using var gan = Fit(new PaintingArchitecture(), new SmoothPaint(), steps: 8, options =>
        {
            options.Evaluation.Metrics.Add(new RoughnessGap());
            options.Evaluation.Metrics.Add(GanMetric.Fid());
            options.Evaluation.Features = GanFeatures.From(new CellColours());
            (options.Evaluation.EveryKimg, options.Evaluation.Images, options.Evaluation.KeepBest, options.Evaluation.CacheDirectory) = (0.032, 64, true, null);
        });

        var measured = gan.History.Where(report => report.Metrics is not null).Select(report => report.Metrics!).ToList();
        Assert.HasCount(4, measured);
        Assert.IsTrue(measured.All(metrics => metrics["roughness gap"] >= 0 && metrics.Fid > 0 && metrics.Missing.Count == 0));
    }

    private GanMetrics Measure(IDataView real, IDataView generated) => _ml.Gan().Evaluate(real, generated, new GanEvaluationOptions
    {
        ImageColumnName = nameof(Toy.Picture),
        GeneratedColumnName = nameof(Toy.Picture),
        PixelLayout = new PixelLayout { InterleavePixelColors = true },
        Metrics = { new RoughnessGap(), GanMetric.Fid() },
        Features = GanFeatures.From(new CellColours()),
        CacheDirectory = null,
        Device = "cpu",
    });

    private GanTransformer Fit(PaintingArchitecture architecture, SmoothPaint regularizer, int steps, Action<GanEstimator.Options>? change = null)
    {
        var options = new GanEstimator.Options
        {
            ImageColumnName = nameof(Toy.Picture),
            Input = { PixelLayout = new PixelLayout { InterleavePixelColors = true } },
            Architecture = architecture,
            Loss = new HuberLoss { Reach = 0.5 },
            Regularizers = { regularizer },
            Training = { BatchSize = 16, Kimg = steps * 16 / 1000.0 },
            Optimization = { Ema = null },
            Device = "cpu",
        };
        change?.Invoke(options);
        return _ml.Transforms.Gan(options).Fit(ToyPictures.Load(_ml, 64));
    }

    /// <summary>The mean difference of a pixel and the one to its right.</summary>
    private static double Variation(GanTransformer gan)
    {
        var images = gan.Sample(16, 1);
        return Enumerable.Range(0, images.Count).Average(i =>
        {
            var pixels = images[i].ToArray();
            return Enumerable.Range(0, pixels.Length - 3).Where(at => at % (3 * ToyPictures.Side) < 3 * (ToyPictures.Side - 1)).Average(at => Math.Abs(pixels[at] - pixels[at + 3]));
        });
    }
}
