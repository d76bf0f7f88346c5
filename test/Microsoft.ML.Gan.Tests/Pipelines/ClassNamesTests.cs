using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Tests.Pipelines;

/// <summary>Keys of another <c>MapValueToKey</c> than the training's: the same names mean the same classes, others are refused.</summary>
[TestClass]
public class ClassNamesTests
{
    private const string Named = "Named";

    private static readonly string[] _reversed = [.. Squares.ClassNames.Reverse()];

    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Transform_keys_in_another_order_gives_the_class_of_the_name()
    {
        using var gan = Fit();
        var rows = Keyed(_reversed, "yellow", "red", "green");

        CollectionAssert.AreEqual(new[] { 3, 0, 1 }, Shown(gan.Transform(rows)));
        Assert.AreEqual(1u, rows.GetColumn<uint>(Named).First()); // yellow is the first key there, and was the fourth
    }

    [TestMethod]
    public void Prediction_engine_keys_in_another_order_gives_the_class_of_the_name()
    {
        using var gan = Fit();
        var keys = Keys(_reversed);
        using var engine = _ml.Model.CreatePredictionEngine<NamedRow, GeneratedBytes>(
            new TransformerChain<ITransformer>(keys, gan), new PredictionEngineOptions { OwnsTransformer = false });

        foreach (var (name, expected) in Squares.ClassNames.Select((name, index) => (name, index)))
            Assert.AreEqual(expected, ClassShown(engine.Predict(new NamedRow { Class = name }).Generated));
    }

    [TestMethod]
    [DataRow("red", "green", "blue", "violet")]
    [DataRow("red", "green")]
    [DataRow("red", "green", "blue", "yellow", "violet")]
    public void Other_classes_are_refused_with_both_lists(params string[] names)
    {
        using var gan = Fit();
        var rows = Keyed(names, names[0]);

        foreach (var bind in new Action[] { () => gan.Transform(rows), () => gan.GetOutputSchema(rows.Schema), () => gan.GetRowToRowMapper(rows.Schema) })
        {
            var message = Assert.ThrowsExactly<ArgumentOutOfRangeException>(bind).Message;
            Assert.Contains("red, green, blue, yellow", message);
            Assert.Contains(string.Join(", ", names), message);
            Assert.Contains("MapValueToKey", message);
        }
    }

    [TestMethod]
    public void Names_that_are_composed_otherwise_are_the_same()
    {
        // A folder "café" on macOS and on Linux.
        using var gan = FitOn(["caf\u00e9", "tea", "milk", "water"]);

        CollectionAssert.AreEqual(new[] { 0, 3 }, Shown(gan.Transform(Keyed(["water", "milk", "tea", "cafe\u0301"], "cafe\u0301", "water"))));
    }

    [TestMethod]
    public void Names_that_differ_by_blanks_are_refused_and_the_difference_is_said()
    {
        using var gan = Fit();

        Assert.Contains("differ by case or blanks alone", Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => gan.Transform(Keyed(["Red", "green ", "blue", "yellow"], "Red"))).Message);
    }

    [TestMethod]
    public void Keys_without_names_are_taken_by_their_number()
    {
        using var gan = Fit();
        var rows = _ml.Transforms.CopyColumns(Named, "Label").Fit(LabelRow.Load(_ml, 2, 0)).Transform(LabelRow.Load(_ml, 2, 0));

        CollectionAssert.AreEqual(new[] { 2, 0 }, Shown(gan.Transform(rows)));
    }

    [TestMethod]
    public void Numbers_as_names_are_matched_too()
    {
        var data = _ml.Data.LoadFromEnumerable(Squares.Rows(32).Select(square => new Numbered { Bytes = square.Bytes, Digit = (short)square.Label }).ToArray());
        var up = _ml.Transforms.Conversion.MapValueToKey("Key", "Digit").Fit(data);
        var down = _ml.Transforms.Conversion.MapValueToKey("Key", "Digit").Fit(_ml.Data.LoadFromEnumerable(new short[] { 3, 2, 1, 0 }.Select(digit => new Numbered { Digit = digit })));
        using var gan = TinyGan.Estimator(_ml, options => Echo(options, "Key", "Bytes")).Fit(up.Transform(data));

        CollectionAssert.AreEqual(new[] { "0", "1", "2", "3" }, gan.ClassNames.ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3 }, Shown(gan.Transform(down.Transform(_ml.Data.TakeRows(data, 4)))));
    }

    [TestMethod]
    public void Several_label_columns_are_each_matched()
    {
        var data = Keys(Squares.ClassNames).Transform(Squares.Load(_ml));
        using var gan = TinyGan.Estimator(_ml, options =>
        {
            Echo(options, null);
            options.LabelColumnNames.Add(Named);
            options.LabelColumnNames.Add(nameof(Square.Place));
        }).Fit(data);

        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3 }, Shown(gan.Transform(Keys(_reversed).Transform(Squares.Load(_ml, 4)))));
        Assert.Contains("violet", Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => gan.Transform(Keys("red", "green", "blue", "violet").Transform(Squares.Load(_ml, 4)))).Message);
    }

    [TestMethod]
    public void SavedModel_knows_its_names()
    {
        using var gan = TinyGan.Estimator(_ml, options => options.LabelColumnName = Named).Fit(Keys(Squares.ClassNames).Transform(Squares.Load(_ml)));
        using var file = new MemoryStream();
        gan.SaveAs(file);
        file.Position = 0;
        using var loaded = _ml.Model.LoadGan(file);

        Values.AssertSame(
            Values.Images(gan.Transform(Keyed(Squares.ClassNames, "yellow", "blue"))), Values.Images(loaded.Transform(Keyed(_reversed, "yellow", "blue"))));
    }

    [TestMethod]
    public void AugmentWithGan_keys_in_another_order_makes_the_classes_of_the_names()
    {
        using var gan = Fit();
        var data = Keys(_reversed).Transform(_ml.Data.LoadFromEnumerable(new[] { 0, 0, 0, 1, 2, 3, 3 }.Select((square, index) => Squares.Row(square, index)).ToArray()));
        var judged = new KeyedByOthers(_ml, Squares.ClassNames);

        foreach (var filter in new ITransformer?[] { null, judged.Transformer })
        {
            var made = _ml.Data.AugmentWithGan(
                data, gan, new AugmentWithGanOptions { ImageColumnName = "Bytes", LabelColumnName = Named, Balance = true, BestOf = 2, Classifier = filter, Attempts = 1, Seed = 3 });
            var keys = made.GetColumn<uint>(Named).ToArray();
            var images = Values.Vectors<byte>(made, "Bytes");
            Assert.HasCount(12, keys); // three of each of the four, and the filter agrees with all
            for (var row = 7; row < keys.Length; row++)
                Assert.AreEqual(_reversed[keys[row] - 1], Squares.ClassNames[ClassShown(images[row])]);
        }
    }

    [TestMethod]
    public void ImageCnn_beside_a_label_of_other_keys_refuses()
    {
        var train = Keys(Squares.ClassNames).Transform(Squares.Load(_ml));
        using var model = TinyCnn.Trainer(_ml, options => (options.ImageColumnName, options.LabelColumnName, options.Training.MinSteps) = ("Bytes", Named, 2)).Fit(train);
        var rows = Squares.Load(_ml, 4);

        Assert.HasCount(4, model.Transform(Keys(Squares.ClassNames).Transform(rows)).GetColumn<uint>("PredictedLabel").ToArray());
        Assert.HasCount(4, model.Transform(rows).GetColumn<uint>("PredictedLabel").ToArray());
        var message = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.Transform(Keys(_reversed).Transform(rows))).Message;
        Assert.Contains("yellow, blue, green, red", message);
        Assert.Contains("red, green, blue, yellow", message);
    }

    [TestMethod]
    public void Evaluate_keys_in_another_order_measures_the_same()
    {
        var real = Keys(Squares.ClassNames).Transform(Squares.Load(_ml, 64));
        using var gan = TinyGan.Estimator(_ml, options =>
        {
            Echo(options, Named);
            options.Generation.Output = GanOutput.BytePixels;
        }).Fit(real);
        GanMetrics Measure(IReadOnlyList<string> order) => _ml.Gan().Evaluate(
            real,
            gan.Transform(Keys([.. order]).Transform(Squares.Load(_ml, 32))),
            new GanEvaluationOptions
            {
                ImageColumnName = "Bytes",
                LabelColumnName = Named,
                Model = gan,
                CacheDirectory = null,
                Device = "cpu",
                Metrics = { GanMetric.Discriminator(), GanMetric.Classifier(new ClassifierOptions { Epochs = 0, MinSteps = 20, BatchSize = 32, Seed = 1 }) },
            });

        var (expected, found) = (Measure(Squares.ClassNames), Measure(_reversed));

        Assert.AreEqual(expected.ToString(), found.ToString());
        Assert.Contains("violet", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Measure(["red", "green", "blue", "violet"])).Message);
    }

    [TestMethod]
    public void InitialModel_classes_are_taken_by_name()
    {
        using var first = Fit();
        var log = new LogRecorder(_ml);
        var data = Keys(_reversed).Transform(Squares.Load(_ml));
        using var second = TinyGan.Estimator(_ml, options =>
        {
            Echo(options, Named);
            options.Training.InitialModel = first;
        }).Fit(data);

        CollectionAssert.AreEqual(Squares.ClassNames.ToArray(), second.ClassNames.ToArray());
        CollectionAssert.AreEqual(new[] { 3, 0 }, Shown(second.Transform(Keyed(_reversed, "yellow", "red"))));
        Assert.IsEmpty(log.Of(ChannelMessageKind.Warning).Where(message => message.Contains("matched by position", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void InitialModel_further_classes_follow_its_own()
    {
        var known = _ml.Data.LoadFromEnumerable(Squares.Rows(32).Where(square => square.Label is 1 or 3).ToArray());
        using var first = TinyGan.Estimator(_ml, options => Echo(options, Named)).Fit(Keys("yellow", "green").Transform(known));
        using var second = TinyGan.Estimator(_ml, options =>
        {
            Echo(options, Named);
            options.Training.InitialModel = first;
        }).Fit(Keys(Squares.ClassNames).Transform(Squares.Load(_ml)));

        CollectionAssert.AreEqual(new[] { "yellow", "green", "red", "blue" }, second.ClassNames.ToArray());
        CollectionAssert.AreEqual(new[] { 2, 1 }, Shown(second.Transform(Keyed(Squares.ClassNames, "red", "green"))));
    }

    [TestMethod]
    public void Checkpoint_classes_are_taken_by_name()
    {
        using var folder = new TemporaryFolder();
        GanTransformer Train(string directory, IReadOnlyList<string> order, int steps, string yellow = "yellow")
        {
            var rows = Squares.Rows(32);
            foreach (var row in rows.Where(row => row.Class == "yellow"))
                row.Class = yellow;
            return TinyGan.Estimator(_ml, options =>
            {
                (options.LabelColumnName, options.Checkpoints.Directory, options.Training.Kimg) = (Named, folder[directory], TinyGan.KimgOf(steps));
            }).Fit(Keys([.. order]).Transform(_ml.Data.LoadFromEnumerable(rows)));
        }

        using var whole = Train("whole", Squares.ClassNames, 8);
        Train("parts", Squares.ClassNames, 4).Dispose();
        using var resumed = Train("parts", _reversed, 8);

        Assert.AreEqual(whole.WeightsSha256, resumed.WeightsSha256);
        CollectionAssert.AreEqual(Squares.ClassNames.ToArray(), resumed.ClassNames.ToArray());
        Assert.Contains("classNames", Assert.ThrowsExactly<InvalidOperationException>(() => Train("parts", ["red", "green", "blue", "violet"], 8, "violet")).Message);
    }

    /// <summary>A GAN that shows which class it was asked for, counted by <see cref="Squares.ClassNames"/>.</summary>
    private GanTransformer Fit() =>
        TinyGan.Estimator(_ml, options => Echo(options, Named)).Fit(Keys(Squares.ClassNames).Transform(Squares.Load(_ml)));

    private GanTransformer FitOn(string[] names)
    {
        var rows = Squares.Rows(32);
        foreach (var row in rows)
            row.Class = names[row.Label];
        return TinyGan.Estimator(_ml, options => Echo(options, Named)).Fit(Keys(names).Transform(_ml.Data.LoadFromEnumerable(rows)));
    }

    private static void Echo(GanEstimator.Options options, string? label, string images = "Image") =>
        (options.LabelColumnName, options.ImageColumnName, options.Architecture, options.Generation.Output) = (label, images, new EchoArchitecture(), GanOutput.BytePixels);

    /// <summary>Keys of the column Class, in the order of these names.</summary>
    private ITransformer Keys(params IReadOnlyList<string> order) =>
        _ml.Transforms.Conversion.MapValueToKey(Named, nameof(NamedRow.Class)).Fit(NamedRow.Load(_ml, [.. order]));

    private IDataView Keyed(IReadOnlyList<string> order, params string[] rows) => Keys(order).Transform(NamedRow.Load(_ml, rows));

    private static int[] Shown(IDataView made) => [.. Values.Vectors<byte>(made).Select(ClassShown)];

    private static int ClassShown(byte[] image) => Array.IndexOf(image, EchoArchitecture.ByteOf(1), 0, Squares.Classes);

    private sealed class Numbered
    {
        [VectorType(3, Squares.Side, Squares.Side)]
        public byte[] Bytes { get; set; } = new byte[3 * Squares.Side * Squares.Side];

        public short Digit { get; set; }
    }

    /// <summary>A classifier that says what an echo shows, as a key of names in an order of its own.</summary>
    private sealed class KeyedByOthers(MLContext ml, IReadOnlyList<string> order)
    {
        public ITransformer Transformer { get; } = Make(ml, order);

        private static TransformerChain<ITransformer> Make(MLContext ml, IReadOnlyList<string> order)
        {
            var says = ml.Transforms.CustomMapping<Shows, Says>(
                (input, output) => output.Said = Squares.ClassNames[ClassShown(input.Bytes)], contractName: null).Fit(ml.Data.LoadFromEnumerable<Shows>([]));
            var keys = ml.Transforms.Conversion.MapValueToKey("PredictedLabel", nameof(Says.Said))
                .Fit(ml.Data.LoadFromEnumerable(order.Select(name => new Says { Said = name })));
            return new TransformerChain<ITransformer>(says, keys);
        }

        private sealed class Shows
        {
            [VectorType(3, Squares.Side, Squares.Side)]
            public byte[] Bytes { get; set; } = [];
        }

        private sealed class Says
        {
            public string Said { get; set; } = "";
        }
    }
}
