using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Tests.Systems.CycleGan;

/// <summary>CycleGAN as a pair of estimator and transformer.</summary>
[TestClass]
[DoNotParallelize]
public class CycleGanEstimatorTests
{
    private const string Translated = "Translated";
    private const int BatchSize = 4;

    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void A_saved_model_translates_the_same_here_and_in_another_process()
    {
        using var folder = new TemporaryFolder();
        var rows = TwoColours.Red(_ml, 5, seed: 9);
        using var model = Fit();
        var expected = SystemFiles.Hash(model.Transform(rows), Translated);
        _ml.Model.Save(model, rows.Schema, folder["model.zip"]);

        var loaded = new MLContext().Model.Load(folder["model.zip"], out _);

        Assert.IsInstanceOfType<CycleGanTransformer>(loaded is TransformerChain<ITransformer> chain ? chain.Single() : loaded);
        Assert.AreEqual(expected, SystemFiles.Hash(loaded.Transform(rows), Translated));
        Assert.AreEqual(expected, OtherProcess.Train(PrintTranslated, folder["model.zip"], 5));
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void A_pipeline_with_images_trains_and_its_saved_model_gives_the_same_pixels()
    {
        using var folder = new TemporaryFolder();
        var (red, blue) = (Images(0, 12), Images(2, 9));
        var estimator = Estimator(options =>
        {
            options.Columns = options.Columns with { OutputForm = GanOutput.Image };
            options.OtherDomain = blue;
        });
        var pipeline = estimator.Append(_ml.Transforms.ExtractPixels("Pixels", Translated));
        using var model = pipeline.Fit(red);
        _ml.Model.Save(model, inputSchema: null, folder["model.zip"]);

        var loaded = _ml.Model.Load(folder["model.zip"], out _);

        var type = (ImageDataViewType)model.Transform(red).Schema[Translated].Type;
        Assert.AreEqual((8, 8), (type.Height, type.Width));
        Assert.IsTrue(estimator.GetOutputSchema(MlNet.ShapeOf(red.Schema)).Any(column => column.Name == Translated && column.ItemType.Equals(type)));
        Values.AssertSame(Values.Vectors<float>(model.Transform(red), "Pixels"), Values.Vectors<float>(loaded.Transform(red), "Pixels"));
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void A_prediction_engine_gives_what_Transform_gives()
    {
        var rows = TwoColours.Rows(3, seed: 9, channel: 0);
        using var model = Fit();
        using var engine = _ml.Model.CreatePredictionEngine<ColouredSquare, TranslatedSquare>(model, new PredictionEngineOptions { OwnsTransformer = false });

        var single = rows.Select(row => engine.Predict(row).Translated).ToList();

        Values.AssertWithinOneLevel(Values.Vectors<byte>(model.Transform(_ml.Data.LoadFromEnumerable(rows)), Translated), single);
    }

    [TestMethod]
    public void The_reversed_transformer_uses_the_other_generator_and_is_saved_as_such()
    {
        using var folder = new TemporaryFolder();
        var rows = TwoColours.Blue(_ml, 3, seed: 9);
        CycleGanTransformer reversed;
        string there;
        using (var model = Fit())
        {
            reversed = model.Reversed(nameof(ColouredSquare.Image), "Back");
            there = SystemFiles.Hash(model.Transform(rows), Translated);
        }

        // The networks live on with their other owner.
        var back = SystemFiles.Hash(reversed.Transform(rows), "Back");
        Assert.AreNotEqual(there, back);
        _ml.Model.Save(reversed, rows.Schema, folder["model.zip"]);
        var loaded = _ml.Model.Load(folder["model.zip"], out _);
        Assert.AreEqual(back, SystemFiles.Hash(loaded.Transform(rows), "Back"));
        ((IDisposable)loaded).Dispose();
        reversed.Dispose();
    }

    [TestMethod]
    public void A_column_may_hold_images_of_several_sizes_that_the_generator_takes()
    {
        var estimator = Estimator(options =>
        {
            options.Columns = options.Columns with { OutputForm = GanOutput.Image };
            options.OtherDomain = Images(2, 9);
        });
        using var model = estimator.Fit(Images(0, 12));
        Square[] rows = [new() { Image = Squares.PlainImage(8, 12) }, new() { Image = Squares.PlainImage(20, 8) }, new() { Image = Squares.PlainImage(8, 12) }];

        var translated = Values.Images(model.Transform(Squares.LoadUnsized(_ml, rows)), Translated);

        CollectionAssert.AreEqual(new[] { 8 * 12 * 4, 20 * 8 * 4, 8 * 12 * 4 }, translated.Select(image => image.Length).ToArray());
        CollectionAssert.AreEqual(translated[0], translated[2]);
        var odd = Squares.LoadUnsized(_ml, [new Square { Image = Squares.PlainImage(10, 8) }]);
        var error = Assert.Throws<InvalidOperationException>(() => Values.Images(model.Transform(odd), Translated));
        StringAssert.Contains(error.Message, "Image column 'Image', row 0: the image is 10×8 pixels, but the CycleGAN takes images of at least 8×8 pixels whose sides are multiples of 4");
    }

    [TestMethod]
    public void The_domains_may_differ_in_size_and_in_channels_without_an_identity_loss()
    {
        var random = new Random(1);
        var other = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 9).Select(_ =>
        {
            var gray = new byte[12 * 12];
            random.NextBytes(gray);
            return new GrayImage { Image = gray };
        }).ToArray());
        var red = TwoColours.Red(_ml, 3, seed: 9);

        using var model = Fit(change: options => (options.OtherDomain, options.IdentityWeight) = (other, 0));
        using var back = model.Reversed(nameof(GrayImage.Image), "Back");

        Assert.AreEqual(8 * 8, Values.Vectors<byte>(model.Transform(red), Translated)[0].Length);
        Assert.AreEqual(3 * 12 * 12, Values.Vectors<byte>(back.Transform(other), "Back")[0].Length);
        var error = Assert.Throws<InvalidOperationException>(() => Fit(change: options => options.OtherDomain = other));
        StringAssert.Contains(error.Message, "the images have 3 and 1 channels, so there is no identity loss between them. Set IdentityWeight = 0");
    }

    [TestMethod]
    public void Vectors_of_images_whose_type_says_no_size_are_refused_before_training()
    {
        var data = Squares.LoadUnsized(_ml, [new Square { Image = Squares.PlainImage(8, 8) }]);
        var estimator = Estimator(_ => { });
        const string Message = "image column 'Image': expected images of one size, because the output column 'Translated' is a vector (BytePixels)";
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(MlNet.ShapeOf(data.Schema))).Message, Message);
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(data)).Message, Message);
    }

    [TestMethod]
    public void A_training_that_is_killed_resumes_bit_for_bit()
    {
        const int Steps = 60;
        using var folder = new TemporaryFolder();
        var whole = OtherProcess.Train(Train, folder["whole"], Steps);
        Assert.IsNull(OtherProcess.Train(Train, folder["killed"], Steps, killAfter: 4), "It ended before it was killed.");
        Assert.IsNull(OtherProcess.Train(Train, folder["killed"], Steps, killAfter: 7), "It ended before it was killed.");
        Assert.AreEqual(whole, OtherProcess.Train(Train, folder["killed"], Steps));
    }

    [TestMethod]
    public void A_training_without_a_seed_goes_on_with_the_seed_of_its_checkpoint()
    {
        using var folder = new TemporaryFolder();
        using var first = Fit(steps: 2, change: options => options.Session = options.Session with { Seed = null, Checkpoints = new GanCheckpointOptions { Directory = folder["checkpoints"] } });
        using var second = new CycleGanEstimator(new MLContext(), Options(new MLContext(), steps: 4, change: options =>
            options.Session = options.Session with { Seed = null, Checkpoints = new GanCheckpointOptions { Directory = folder["checkpoints"] } })).Fit(TwoColours.Red(_ml, 13, seed: 1));

        Assert.AreEqual(first.Seed, second.Seed);
        Assert.AreEqual(4, second.History[^1].Step);
    }

    [TestMethod]
    public void A_checkpoint_of_other_options_or_another_system_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        void InFolder(CycleGanEstimator.Options options) => options.Session = options.Session with { Checkpoints = new GanCheckpointOptions { Directory = folder["checkpoints"] } };
        using (Fit(steps: 2, change: InFolder))
        {
        }

        Refused("cycleWeight was 10, now it is 5", options => options.CycleWeight = 5);
        Refused("poolSize was 10, now it is 11", options => options.PoolSize = 11);
        Refused("seed was 1, now it is 2", options => options.Session = options.Session with { Seed = 2 });
        Refused("rows was [13,17], now it is [13,18]", options => options.OtherDomain = TwoColours.Blue(_ml, 18, seed: 2));
        using (TinyGan.Fit(_ml, options => options.Checkpoints.Directory = folder["gan"]))
        {
        }

        Refused("system was not set, now it is \"cycleGan\"", options => options.Session = options.Session with { Checkpoints = new GanCheckpointOptions { Directory = folder["gan"] } });

        void Refused(string message, Action<CycleGanEstimator.Options> change)
        {
            var error = Assert.Throws<InvalidOperationException>(() => Fit(steps: 4, change: options =>
            {
                InFolder(options);
                change(options);
            }));
            StringAssert.Contains(error.Message, message);
        }
    }

    [TestMethod]
    public void Columns_that_are_missing_of_the_wrong_type_or_too_small_are_refused_before_training()
    {
        Refused("Could not find image column 'Nothing'", options => options.Columns = options.Columns with { Input = "Nothing" });
        Refused("Could not find image column 'Nothing'", options => options.OtherImageColumnName = "Nothing");
        var squares = Squares.Load(_ml);
        Refused("image column 'Label': expected an image", options => (options.Columns, options.OtherImageColumnName) = (options.Columns with { Input = nameof(Square.Label) }, "Image"), squares);
        Refused("image column 'Label': expected an image", options => (options.OtherDomain, options.OtherImageColumnName) = (squares, nameof(Square.Label)));
        Refused(
            "image column 'Image': expected images of at least 24×24 pixels whose sides are multiples of 4",
            options => options.Networks = options.Networks with { DiscriminatorLayers = 3 },
            Squares.Load(_ml));

        void Refused(string message, Action<CycleGanEstimator.Options> change, IDataView? data = null)
        {
            data ??= TwoColours.Red(_ml, 13, seed: 1);
            var estimator = Estimator(change);
            StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(MlNet.ShapeOf(data.Schema))).Message, message);
            StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(data)).Message, message);
        }
    }

    [TestMethod]
    public void Images_whose_size_only_the_rows_tell_are_refused_before_training()
    {
        Square[] rows = [new() { Image = Squares.PlainImage(10, 10) }];
        var estimator = Estimator(options => options.Columns = options.Columns with { OutputForm = GanOutput.Image });
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(Squares.LoadUnsized(_ml, rows)));
        StringAssert.Contains(error.Message, "image column 'Image': expected images of at least 8×8 pixels whose sides are multiples of 4, got images of 10×10 pixels");
    }

    [TestMethod]
    public void A_damaged_bundle_is_refused_by_the_name_of_its_part()
    {
        using var folder = new TemporaryFolder();
        using var model = Fit();
        Refused("toB/config.json", "\"generatorWidth\": 8", "\"generatorWidth\": 4000", "toA/config.json");
        Refused("toA/config.json", "\"inputs\": 3", "\"inputs\": 2", "Inputs must be 1 or 3, but is 2");
        Refused("toA/config.json", "\"inputs\": 3", "\"inputs\": 1", "describe generators that do not belong together");
        Refused("model_index.json", "\"cycleGan\"", "\"superResolution\"", "the model is of the kind 'superResolution'");

        void Refused(string part, string before, string after, string message)
        {
            _ml.Model.Save(model, inputSchema: null, folder["model.zip"]);
            SystemFiles.Edit(folder["model.zip"], part, text => text.Replace(before, after, StringComparison.Ordinal));
            var error = Assert.Throws<Exception>(() => _ml.Model.Load(folder["model.zip"], out _));
            StringAssert.Contains(error.ToString(), message);
        }
    }

    [TestMethod]
    public void A_disposed_transformer_has_freed_its_tensors_and_throws()
    {
        var rows = TwoColours.Red(_ml, 3, seed: 9);
        using (Fit())
        {
        }

        var networks = Options(_ml, steps: 1).Networks;
        var ofConvolutions = SystemFiles.CountOfReleased(() =>
            [.. Enumerable.Range(0, 4).Select(_ => networks.CreateGenerator(3, 3)), networks.CreateDiscriminator(3), networks.CreateDiscriminator(3)]);
        var before = LiveTensors.Settle();
        var model = Fit();
        _ = SystemFiles.Hash(model.Transform(rows), Translated);
        model.Dispose();

        LiveTensors.AssertBackAt(before + ofConvolutions);
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Transform(rows));
    }

    [TestMethod]
    public void A_cancelled_training_returns_the_transformer_if_the_options_say_so()
    {
        using var stop = new CancellationTokenSource();
        var session = new TrainingSessionOptions
        {
            Seed = 1,
            Device = "cpu",
            CancellationToken = stop.Token,
            WhenCancelled = GanCancellation.Return,
            Progress = new Canceller(stop),
        };

        using var model = Fit(steps: 10_000, options => options.Session = session);

        Assert.IsLessThan(10_000L, model.History[^1].Step);
        Assert.Throws<OperationCanceledException>(() => Fit(change: options => options.Session = session));
    }

    private CycleGanEstimator Estimator(Action<CycleGanEstimator.Options> change, int steps = 3) => new(_ml, Options(_ml, steps, change));

    private CycleGanTransformer Fit(int steps = 3, Action<CycleGanEstimator.Options>? change = null) =>
        Estimator(change ?? (_ => { }), steps).Fit(TwoColours.Red(_ml, 13, seed: 1));

    private IDataView Images(int channel, int count) => _ml.Data.LoadFromEnumerable(
        TwoColours.Rows(count, seed: 3, channel).Select(row => new SmallImage { Image = Squares.ImageOf(row.Image, TwoColours.Side, TwoColours.Side) }).ToArray());

    private static CycleGanEstimator.Options Options(MLContext ml, int steps, Action<CycleGanEstimator.Options>? change = null)
    {
        var options = new CycleGanEstimator.Options
        {
            Columns = new ImageToImageColumns { Input = nameof(ColouredSquare.Image), Output = Translated, OutputForm = GanOutput.BytePixels },
            OtherDomain = TwoColours.Blue(ml, 17, seed: 2),
            Networks = new CycleGanNetworks { GeneratorWidth = 8, Blocks = 1, DiscriminatorWidth = 8, DiscriminatorLayers = 1 },
            PoolSize = 10,
            BatchSize = BatchSize,
            Kimg = steps * BatchSize / 1000.0,
            Session = new TrainingSessionOptions { Seed = 1, Device = "cpu" },
        };
        change?.Invoke(options);
        return options;
    }

    /// <summary>The program that is killed: prints each checkpoint, and last a hash of what the model translates.</summary>
    private static void Train(string folder, int steps)
    {
        var ml = new MLContext(seed: 1);
        var options = Options(ml, steps);
        options.Session = options.Session with { Checkpoints = new GanCheckpointOptions { Directory = folder, EveryKimg = 3 * BatchSize / 1000.0, Kept = 2 } };
        var red = TwoColours.Red(ml, 13, seed: 1);
        using var model = SystemFiles.PrintCheckpoints(folder, () => new CycleGanEstimator(ml, options).Fit(red));
        using var back = model.Reversed(nameof(ColouredSquare.Image), "Back");
        Console.WriteLine(SystemFiles.Hash(model.Transform(red), Translated) + SystemFiles.Hash(back.Transform(red), "Back"));
    }

    private static void PrintTranslated(string model, int rows)
    {
        var ml = new MLContext();
        Console.WriteLine(SystemFiles.Hash(ml.Model.Load(model, out _).Transform(TwoColours.Red(ml, rows, seed: 9)), Translated));
    }

    /// <summary>Cancels at the first report.</summary>
    private sealed class Canceller(CancellationTokenSource stop) : IProgress<GanProgress>
    {
        public void Report(GanProgress value) => stop.Cancel();
    }

    private sealed class TranslatedSquare
    {
        [VectorType(3, TwoColours.Side, TwoColours.Side)]
        public byte[] Translated { get; set; } = [];
    }

    private sealed class GrayImage
    {
        [VectorType(1, 12, 12)]
        public byte[] Image { get; set; } = [];
    }

    private sealed class SmallImage
    {
        [ImageType(TwoColours.Side, TwoColours.Side)]
        public MLImage? Image { get; set; }
    }
}
