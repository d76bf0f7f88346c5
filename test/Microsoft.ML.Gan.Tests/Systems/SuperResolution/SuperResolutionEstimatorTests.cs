using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Tests.Systems.SuperResolution;

/// <summary>Super-resolution as a pair of estimator and transformer.</summary>
[TestClass]
[DoNotParallelize]
public class SuperResolutionEstimatorTests
{
    private const string Large = "Large";
    private const int BatchSize = 4;

    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void A_saved_model_gives_the_same_pixels_here_and_in_another_process()
    {
        using var folder = new TemporaryFolder();
        var rows = Stripes.Load(_ml, 5, seed: 9);
        using var model = Fit();
        var expected = SystemFiles.Hash(model.Transform(rows), Large);
        _ml.Model.Save(model, rows.Schema, folder["model.zip"]);

        var loaded = new MLContext().Model.Load(folder["model.zip"], out _);

        Assert.AreEqual(expected, SystemFiles.Hash(loaded.Transform(rows), Large));
        Assert.AreEqual(expected, OtherProcess.Train(PrintLarge, folder["model.zip"], 5));
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void A_pipeline_with_images_gives_images_of_the_scaled_size()
    {
        using var folder = new TemporaryFolder();
        var pairs = _ml.Data.LoadFromEnumerable(Stripes.Rows(9, seed: 1).Select(row => new Pair
        {
            Low = Squares.ImageOf([.. row.Low, .. row.Low, .. row.Low], Stripes.Side / 2, Stripes.Side / 2),
            High = Squares.ImageOf([.. row.High, .. row.High, .. row.High], Stripes.Side, Stripes.Side),
        }).ToArray());
        var estimator = Estimator(options => options.Columns = options.Columns with { OutputForm = GanOutput.Image });
        using var model = estimator.Append(_ml.Transforms.ExtractPixels("Pixels", Large)).Fit(pairs);
        _ml.Model.Save(model, inputSchema: null, folder["model.zip"]);

        var loaded = _ml.Model.Load(folder["model.zip"], out _);

        var type = (ImageDataViewType)model.Transform(pairs).Schema[Large].Type;
        Assert.AreEqual((Stripes.Side, Stripes.Side), (type.Height, type.Width));
        Assert.IsTrue(estimator.GetOutputSchema(MlNet.ShapeOf(pairs.Schema)).Any(column => column.Name == Large && column.ItemType.Equals(type)));
        Values.AssertSame(Values.Vectors<float>(model.Transform(pairs), "Pixels"), Values.Vectors<float>(loaded.Transform(pairs), "Pixels"));
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void A_prediction_engine_gives_what_Transform_gives()
    {
        var rows = Stripes.Rows(3, seed: 9);
        using var model = Fit();
        using var engine = _ml.Model.CreatePredictionEngine<Stripes, LargeStripes>(model, new PredictionEngineOptions { OwnsTransformer = false });

        var single = rows.Select(row => engine.Predict(row).Large).ToList();

        Values.AssertWithinOneLevel(Values.Vectors<byte>(model.Transform(_ml.Data.LoadFromEnumerable(rows)), Large), single);
    }

    [TestMethod]
    public void A_training_that_is_killed_in_both_stages_resumes_bit_for_bit()
    {
        const int Steps = 60;
        using var folder = new TemporaryFolder();
        var whole = OtherProcess.Train(Train, folder["whole"], Steps);
        Assert.IsNull(OtherProcess.Train(Train, folder["killed"], Steps, killAfter: 3), "It ended before it was killed.");
        Assert.IsNull(OtherProcess.Train(Train, folder["killed"], Steps, killAfter: 9), "It ended before it was killed.");
        Assert.AreEqual(whole, OtherProcess.Train(Train, folder["killed"], Steps));
    }

    [TestMethod]
    public void Both_stages_are_trained_and_pre_training_can_be_left_out()
    {
        using var both = Fit(options => options.PretrainingKimg = 50 * BatchSize / 1000.0);
        using var one = Fit(options => options.PretrainingKimg = 0);

        Assert.AreEqual(53, both.History[^1].Step);
        CollectionAssert.AreEqual(new[] { "pretraining", "adversarial" }, both.History.Select(report => report.Stage).Distinct().ToArray());
        Assert.AreEqual(3, one.History[^1].Step);
        Assert.AreEqual("adversarial", one.History[^1].Stage);
    }

    [TestMethod]
    public void A_checkpoint_of_other_options_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        void InFolder(SuperResolutionEstimator.Options options) => options.Session = options.Session with { Checkpoints = new GanCheckpointOptions { Directory = folder["checkpoints"] } };
        using (Fit(InFolder))
        {
        }

        Refused("adversarialWeight was 0.001, now it is 0.01", options => options.AdversarialWeight = 0.01);
        Refused("pretrainingSteps was 3, now it is 5", options => options.PretrainingKimg = 5 * BatchSize / 1000.0);
        Refused("networks was", options => options.Networks = options.Networks with { Blocks = 2 });

        void Refused(string message, Action<SuperResolutionEstimator.Options> change)
        {
            var error = Assert.Throws<InvalidOperationException>(() => Fit(options =>
            {
                InFolder(options);
                change(options);
            }));
            StringAssert.Contains(error.Message, message);
        }
    }

    [TestMethod]
    public void Columns_that_are_missing_of_the_wrong_type_or_of_another_ratio_are_refused_before_training()
    {
        Refused("Could not find image column 'Nothing'", options => options.Columns = options.Columns with { Input = "Nothing" });
        Refused("Could not find image column 'Nothing'", options => options.HighResolutionColumnName = "Nothing");
        Refused("image column 'Label': expected an image", options => options.HighResolutionColumnName = nameof(Square.Label), Squares.Load(_ml));
        Refused(
            "image column 'High': expected images of 32×32 pixels, 4 times those of column 'Low' (8×8), got images of 16×16 pixels",
            options => options.Networks = options.Networks with { Scale = 4 },
            promised: false);
        Refused(
            "image column 'Image': expected images of 32×32 pixels, 2 times those of column 'Image' (16×16), got images of 16×16 pixels",
            options => (options.Columns, options.HighResolutionColumnName) = (options.Columns with { Input = "Image" }, "Image"),
            Squares.Load(_ml));
        Refused("image column 'High': expected images of at least 17×17 pixels, got images of 16×16 pixels", options => options.BatchSize = 1, promised: false);

        void Refused(string message, Action<SuperResolutionEstimator.Options> change, IDataView? data = null, bool promised = true)
        {
            data ??= Stripes.Load(_ml, 9, seed: 1);
            var estimator = Estimator(options =>
            {
                if (data.Schema.GetColumnOrNull(nameof(Stripes.Low)) is null)
                    options.Columns = options.Columns with { Input = nameof(Square.Image) };
                change(options);
            });
            // The promise of a vector does not say its dimensions.
            if (promised)
                StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(MlNet.ShapeOf(data.Schema))).Message, message);
            StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(data)).Message, message);
        }
    }

    [TestMethod]
    public void A_damaged_bundle_is_refused_by_the_name_of_its_part()
    {
        using var folder = new TemporaryFolder();
        using var model = Fit();
        Refused("\"blocks\": 1", "\"blocks\": 900", "the options describe a network of at least");
        Refused("\"scale\": 2", "\"scale\": 3", "generator/config.json");

        void Refused(string before, string after, string message)
        {
            _ml.Model.Save(model, inputSchema: null, folder["model.zip"]);
            SystemFiles.Edit(folder["model.zip"], "generator/config.json", text => text.Replace(before, after, StringComparison.Ordinal));
            var error = Assert.Throws<Exception>(() => _ml.Model.Load(folder["model.zip"], out _));
            StringAssert.Contains(error.ToString(), message);
        }
    }

    [TestMethod]
    public void A_disposed_transformer_has_freed_its_tensors_and_throws()
    {
        var rows = Stripes.Load(_ml, 3, seed: 9);
        using (Fit())
        {
        }

        var networks = Options(steps: 2).Networks;
        var ofConvolutions = SystemFiles.CountOfReleased(() => [networks.CreateGenerator(1), networks.CreateGenerator(1), networks.CreateDiscriminator(1)]);
        var before = LiveTensors.Settle();
        var model = Fit();
        _ = SystemFiles.Hash(model.Transform(rows), Large);
        model.Dispose();

        LiveTensors.AssertBackAt(before + ofConvolutions);
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Transform(rows));
    }

    private SuperResolutionEstimator Estimator(Action<SuperResolutionEstimator.Options> change) => new(_ml, Options(steps: 6, change));

    private SuperResolutionTransformer Fit(Action<SuperResolutionEstimator.Options>? change = null) => Estimator(change ?? (_ => { })).Fit(Stripes.Load(_ml, 9, seed: 1));

    /// <summary>Two stages of half the steps each.</summary>
    private static SuperResolutionEstimator.Options Options(int steps, Action<SuperResolutionEstimator.Options>? change = null)
    {
        var options = new SuperResolutionEstimator.Options
        {
            Columns = new ImageToImageColumns { Input = nameof(Stripes.Low), Output = Large, OutputForm = GanOutput.BytePixels },
            HighResolutionColumnName = nameof(Stripes.High),
            Networks = new SuperResolutionNetworks { Scale = 2, GeneratorWidth = 8, Blocks = 1, DiscriminatorWidth = 4 },
            BatchSize = BatchSize,
            PretrainingKimg = steps / 2 * BatchSize / 1000.0,
            AdversarialKimg = steps / 2 * BatchSize / 1000.0,
            Session = new TrainingSessionOptions { Seed = 1, Device = "cpu" },
        };
        change?.Invoke(options);
        return options;
    }

    /// <summary>The program that is killed: prints each checkpoint, and last a hash of what the model gives.</summary>
    private static void Train(string folder, int steps)
    {
        var ml = new MLContext(seed: 1);
        var options = Options(steps);
        options.Session = options.Session with { Checkpoints = new GanCheckpointOptions { Directory = folder, EveryKimg = 3 * BatchSize / 1000.0, Kept = 2 } };
        var rows = Stripes.Load(ml, 9, seed: 1);
        using var model = SystemFiles.PrintCheckpoints(folder, () => new SuperResolutionEstimator(ml, options).Fit(rows));
        Console.WriteLine(SystemFiles.Hash(model.Transform(rows), Large));
    }

    private static void PrintLarge(string model, int rows)
    {
        var ml = new MLContext();
        Console.WriteLine(SystemFiles.Hash(ml.Model.Load(model, out _).Transform(Stripes.Load(ml, rows, seed: 9)), Large));
    }

    private sealed class LargeStripes
    {
        [VectorType(1, Stripes.Side, Stripes.Side)]
        public byte[] Large { get; set; } = [];
    }

    private sealed class Pair
    {
        [ImageType(Stripes.Side / 2, Stripes.Side / 2)]
        public MLImage? Low { get; set; }

        [ImageType(Stripes.Side, Stripes.Side)]
        public MLImage? High { get; set; }
    }
}
