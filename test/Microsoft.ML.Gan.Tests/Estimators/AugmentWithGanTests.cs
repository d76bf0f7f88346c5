using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Conformance;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Gan.Tests.Estimators;

[TestClass]
public class AugmentWithGanTests
{
    private const string Bytes = nameof(Square.Bytes);
    private const string Label = nameof(Square.Label);

    private static GanTransformer _gan = null!;

    private readonly MLContext _ml = new(seed: 1);

    // The image contains its condition in the first four bytes and the latent in the next eight.
    [ClassInitialize]
    public static void Train(TestContext context) => _gan = TinyGan.Fit(new MLContext(seed: 1), options => options.Architecture = new EchoArchitecture());

    [ClassCleanup]
    public static void Free() => _gan.Dispose();

    [TestMethod]
    public void By_default_rows_are_doubled_in_the_same_shares()
    {
        var made = Augment(Data(6, 3, 1), options => { });

        CollectionAssert.AreEqual(new[] { 12, 6, 2, 0 }, Counts(made));
    }

    [TestMethod]
    [DataRow(null, 6)]
    [DataRow(1.5, 9)]
    public void Balance_fills_up_the_classes_that_have_rows(double? factor, int expected)
    {
        var made = Augment(Data(6, 3, 1), options => (options.Balance, options.Factor) = (true, factor));

        CollectionAssert.AreEqual(new[] { expected, expected, expected, 0 }, Counts(made));
    }

    [TestMethod]
    public void Balance_of_balanced_data_adds_nothing()
    {
        Assert.HasCount(8, Marks(Augment(Data(2, 2, 2, 2), options => options.Balance = true)));
    }

    [TestMethod]
    public void RealRows_come_first_and_as_they_were()
    {
        var data = Data(4, 3);
        var made = Augment(data, options => options.Balance = true);

        var rows = RowValues.Of(made);

        CollectionAssert.AreEqual(new[] { false, false, false, false, false, false, false, true }, Marks(made));
        RowValues.AssertSame(RowValues.Of(data), [.. rows.Take(7).Select(row => row[..^1])]);
    }

    [TestMethod]
    public void SyntheticRows_show_the_class_that_their_label_says()
    {
        var made = Augment(Data(9, 5, 2, 1), options => options.Balance = true);

        var labels = made.GetColumn<uint>(Label).ToArray();
        var images = Values.Vectors<byte>(made, Bytes);

        for (var row = 17; row < labels.Length; row++)
        {
            for (var i = 0; i < Squares.Classes; i++)
                Assert.AreEqual(EchoArchitecture.ByteOf(labels[row] == i + 1 ? 1 : 0), images[row][i]);
        }

        Assert.HasCount(36 - 17, images.Skip(17).Select(image => Convert.ToHexString(image)).Distinct());
    }

    [TestMethod]
    public void Every_form_of_images_shows_the_same()
    {
        byte[][] Made(string column, Func<IDataView, byte[][]> read) => read(Augment(Data(3), options => options.ImageColumnName = column));

        var bytes = Made(Bytes, view => [.. Values.Vectors<byte>(view, Bytes)]);
        var floats = Made(nameof(Square.Floats), view => [.. Values.Vectors<float>(view, nameof(Square.Floats)).Select(row => row.Select(value => (byte)value).ToArray())]);
        var images = Made(nameof(Square.Image), view => [.. Values.Images(view, nameof(Square.Image)).Select(Planes)]);

        Values.AssertSame(bytes, floats);
        Values.AssertSame(bytes, images);
    }

    [TestMethod]
    public void Other_columns_are_missing()
    {
        var made = Augment(Data(2), options => options.ImageColumnName = Bytes);

        Assert.AreEqual("", made.GetColumn<string>(nameof(Square.Class)).Last());
        Assert.IsTrue(Values.Vectors<float>(made, nameof(Square.Place)).Last().All(float.IsNaN));
        Assert.IsNull(made.GetColumn<MLImage?>(nameof(Square.Image)).Last());
    }

    [TestMethod]
    public void Seed_decides_the_rows()
    {
        byte[][] Images(int? seed, int context = 1) =>
            [.. Values.Vectors<byte>(Augment(Data(3, 1), options => options.Seed = seed, new MLContext(context)), Bytes)];

        Values.AssertSame(Images(5), Images(5));
        Values.AssertSame(Images(null, 3), Images(null, 3));
        CollectionAssert.AreNotEqual(Images(5)[^1], Images(6)[^1]);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Any_order_gives_the_same_rows(int bestOf)
    {
        var shuffled = _ml.Data.ShuffleRows(Data(20, 9, 4), seed: 2); // a view that can shuffle
        var made = Augment(shuffled, options => (options.Balance, options.BatchSize, options.BestOf) = (true, 7, bestOf));
        var expected = ById(RowValues.Of(made));

        Assert.IsTrue(made.CanShuffle);
        var mixed = RowValues.Of(made, new Random(5));
        RowValues.AssertSame(expected, ById(mixed));
        CollectionAssert.AreNotEqual(RowValues.Of(made).Select(row => row[0]).ToArray(), mixed.Select(row => row[0]).ToArray());
        Assert.IsTrue(Marks(mixed).Take(20).Contains(true), "synthetic rows are mixed among the real ones");
        Assert.IsTrue(Marks(mixed).TakeLast(20).Contains(false), "real rows are mixed among the synthetic ones");
    }

    [TestMethod]
    public void Cursor_set_together_gives_the_rows_of_one()
    {
        var made = Augment(Data(20, 9, 4), options => options.Balance = true);
        var rows = new List<object[]>();
        var cursors = made.GetRowCursorSet(made.Schema, 3);

        foreach (var cursor in cursors)
        {
            using (cursor)
                rows.AddRange(RowValues.Of(cursor, cursor.MoveNext));
        }

        Assert.IsGreaterThan(1, cursors.Length);
        RowValues.AssertSame(ById(RowValues.Of(made)), ById(rows));
    }

    [TestMethod]
    public void Threads_get_the_same_rows()
    {
        var made = Augment(Data(8, 3), options => (options.Balance, options.BatchSize, options.BestOf) = (true, 2, 2));
        var expected = RowValues.Of(made);

        Parallel.For(0, 4, _ => RowValues.AssertSame(expected, RowValues.Of(made)));
    }

    [TestMethod]
    public void Ids_are_unique()
    {
        var first = Augment(Data(8, 3), options => { });
        var second = Augment(first, options => { }); // of the same seed

        CollectionAssert.AllItemsAreUnique(RowValues.Of(second).Select(row => row[0].ToString()!).ToArray());
    }

    [TestMethod]
    public void Count_is_known_once_the_classes_are()
    {
        var made = Augment(Data(5, 2), options => options.Balance = true);
        Assert.IsNull(made.GetRowCount());

        using (made.GetRowCursor([]))
            Assert.AreEqual(10, made.GetRowCount());
    }

    [TestMethod]
    public void Nothing_but_the_labels_is_read_to_count()
    {
        var watched = new WatchedView(Data(5, 2));
        var made = Augment(watched, options => options.Balance = true);
        Assert.AreEqual(0, watched.Cursors);

        using var cursor = made.GetRowCursor([made.Schema["IsSynthetic"]]);
        while (cursor.MoveNext())
        {
        }

        CollectionAssert.AreEqual(new[] { Label }, watched.Asked.ToArray());
    }

    [TestMethod]
    public void Images_that_nobody_asks_for_are_not_made()
    {
        var gan = TinyGan.Fit(_ml, options => options.Architecture = new EchoArchitecture());
        var made = _ml.Data.AugmentWithGan(Data(3), gan, new AugmentWithGanOptions { ImageColumnName = Bytes });
        gan.Dispose();

        Assert.HasCount(6, made.GetColumn<uint>(Label).ToArray());
        Assert.ThrowsExactly<ObjectDisposedException>(() => Values.Vectors<byte>(made, Bytes));
    }

    [TestMethod]
    public void Classifier_agrees_with_all_that_is_kept()
    {
        var classifier = Classifier(pixels => pixels[4] > 127); // half of all images
        var made = Augment(Data(30, 10), options => (options.Balance, options.Classifier) = (true, classifier));

        var images = Values.Vectors<byte>(made, Bytes).Zip(Marks(made)).Where(row => row.Second).Select(row => row.First).ToArray();

        Assert.HasCount(20, images);
        Assert.IsTrue(images.All(pixels => pixels[4] > 127));
        Assert.IsNull(made.GetRowCount());
        RowValues.AssertSame(RowValues.Of(made), RowValues.Of(made));
    }

    [TestMethod]
    public void Classifier_that_never_agrees_leaves_rows_out_and_says_so()
    {
        var log = new LogRecorder(_ml);
        var classifier = Classifier(pixels => pixels[0] == 255); // the first class alone
        var made = Augment(Data(4, 4), options => (options.Classifier, options.Attempts) = (classifier, 3), _ml);

        CollectionAssert.AreEqual(new[] { 8, 4, 0, 0 }, Counts(made));

        Assert.Contains("agreed with none", log.Of(ChannelMessageKind.Warning).Single());
    }

    [TestMethod]
    public void Classifier_of_this_library_filters_too()
    {
        using var model = TinyCnn.Trainer(_ml, options => (options.ImageColumnName, options.Training.MinSteps) = (Bytes, 3)).Fit(Data(8, 8, 8, 8));
        var made = Augment(Data(9, 9, 9, 9), options => (options.Classifier, options.Attempts) = (model, 1));
        var synthetic = _ml.Data.FilterRowsByColumn(
            _ml.Transforms.Conversion.ConvertType("Mark", "IsSynthetic", DataKind.Single).Fit(made).Transform(made), "Mark", lowerBound: 0.5);

        var answered = model.Transform(synthetic);

        CollectionAssert.AreEqual(answered.GetColumn<uint>(Label).ToArray(), answered.GetColumn<uint>("PredictedLabel").ToArray());
        Assert.IsLessThan(36, answered.GetColumn<uint>(Label).Count());
    }

    [TestMethod]
    public void BestOf_keeps_what_the_discriminator_finds_most_real()
    {
        double Mean(int bestOf)
        {
            var made = Augment(Data(40), options => options.BestOf = bestOf);
            var pixels = Values.Vectors<byte>(made, Bytes).Skip(40).SelectMany(Interleave).ToArray();
            using var scope = TorchSharp.torch.NewDisposeScope();
            var images = Pixels.ToTensor(pixels, 40, _gan.ImageShape, TorchSharp.torch.CPU);
            var conditions = new float[40 * Squares.Classes];
            for (var i = 0; i < 40; i++)
                conditions[i * Squares.Classes] = 1;
            return _gan.DiscriminatorFor(_gan.ImageShape, Squares.Classes).Logits(images, conditions).Average();
        }

        var (any, best) = (Mean(1), Mean(8));

        Assert.IsGreaterThan(any, best);
    }

    [TestMethod]
    public void Images_of_the_caller_outlive_any_reader()
    {
        var rows = Squares.Rows(12);
        var data = new ShufflableView(_ml.Data.LoadFromEnumerable(rows));
        var made = _ml.Data.AugmentWithGan(data, _gan, new AugmentWithGanOptions { Seed = 2 });

        for (var seed = 0; seed < 4; seed++) // begin with a real row or with a synthetic one
        {
            using var cursor = made.GetRowCursor([made.Schema["Image"]], new Random(seed));
            using var reader = ImageColumn.Create(made.Schema, "Image").OpenReader(cursor);
            while (cursor.MoveNext())
                reader.Load();
        }

        Assert.AreEqual(4, data.Shuffles);
        Assert.IsTrue(rows.All(row => row.Image!.Pixels.Length == 4 * Squares.Side * Squares.Side));
    }

    [TestMethod]
    public void Without_a_condition_the_data_grow_and_labels_are_missing()
    {
        using var gan = TinyGan.Fit(_ml, options => options.LabelColumnName = null);
        var made = _ml.Data.AugmentWithGan(Data(4, 2), gan, new AugmentWithGanOptions { ImageColumnName = Bytes, Factor = 1.5 });

        CollectionAssert.AreEqual(new uint[] { 0, 0, 0 }, made.GetColumn<uint>(Label).Skip(6).ToArray());
    }

    [TestMethod]
    public void Rows_without_a_class_are_counted()
    {
        var log = new LogRecorder(_ml);
        var rows = Squares.Rows(8);
        rows[3].Label = rows[5].Label = Squares.Classes; // beyond the last key, which makes it a missing one

        var made = Augment(_ml.Data.LoadFromEnumerable(rows), options => { }, _ml);

        Assert.HasCount(8 + 6, Marks(made));
        Assert.ContainsSingle(message => message.Contains("'Label': 2 of 8 rows have no class", StringComparison.Ordinal), log.Of(ChannelMessageKind.Warning));
    }

    [TestMethod]
    public void An_earlier_mark_stays_true()
    {
        var data = Augment(Data(4, 2), options => { });
        var made = Augment(data, options => options.Factor = 1.5);
        using var stage = _ml.Transforms.AugmentWithGan(TinyGan.Estimator(_ml), new AugmentWithGanOptions { ImageColumnName = Bytes }).Fit(Data(4, 2));

        CollectionAssert.AreEqual(Enumerable.Repeat(false, 6).Concat(Enumerable.Repeat(true, 12)).ToArray(), Marks(made));
        CollectionAssert.AreEqual(Marks(data), Marks(stage.Transform(data)));
    }

    [TestMethod]
    public void PixelLayout_is_that_of_the_training()
    {
        var rows = Squares.Rows(16);
        foreach (var row in rows)
            row.Floats = [.. row.Floats.Select(value => value / 255)];
        var data = _ml.Data.LoadFromEnumerable(rows);
        using var gan = TinyGan.Estimator(_ml, options =>
            (options.Architecture, options.ImageColumnName, options.Input.PixelLayout) = (new EchoArchitecture(), nameof(Square.Floats), new PixelLayout { ScaleImage = 1 / 255f })).Fit(data);
        float Largest(PixelLayout? layout) => Values.Vectors<float>(
            _ml.Data.AugmentWithGan(data, gan, new AugmentWithGanOptions { ImageColumnName = nameof(Square.Floats), PixelLayout = layout }), nameof(Square.Floats)).Skip(16).SelectMany(row => row).Max();

        Assert.AreEqual(1f, Largest(null), 0.01f);
        Assert.AreEqual(255f, Largest(PixelLayout.Default), 0.01f);
    }

    [TestMethod]
    public void AugmentImages_behind_draws_each_epoch_anew()
    {
        var augmentation = new WatchingAugmentation();
        var made = Augment(Data(16, 8), options => options.Balance = true);

        using var model = _ml.Transforms.AugmentImages(Bytes, images => images.Then(augmentation), seed: 1)
            .Append(TinyCnn.Trainer(_ml, options => (options.ImageColumnName, options.Training.MinSteps) = (Bytes, 4)))
            .Fit(made);

        var draws = augmentation.Draws;
        Assert.IsGreaterThanOrEqualTo(4 * 32, draws.Count);
        Assert.HasCount(draws.Count, draws.Distinct());
    }

    [TestMethod]
    public void AugmentImages_before_draws_the_real_rows_of_each_epoch_anew()
    {
        var data = Data(16, 8);
        var augmented = _ml.Transforms.AugmentImages(Bytes, images => images.Brightness(0.5), seed: 1).Fit(data).Transform(data);
        var extended = Augment(augmented, options => options.Balance = true);
        using var batches = new RowBatches(new LabeledRows(extended, ImageColumn.Create(extended.Schema, Bytes), null).Source, 32, seed: 1);
        Assert.IsFalse(batches.IsCached);

        var looks = Enumerable.Range(0, 4).SelectMany(_ =>
        {
            var batch = batches.NextOnHost();
            var images = batch.Values<ImageValues>(Batch.Real);
            return batch.Rows.Select((row, index) => (Row: row, Look: Convert.ToHexString(images.Pixels, index * images.Shape.Length, images.Shape.Length))).ToArray();
        }).GroupBy(image => image.Row, image => image.Look).ToArray();

        Assert.HasCount(32, looks);
        // Two draws may be too bright to be distinguished; four are not.
        foreach (var row in looks)
            Assert.AreEqual(row.Key < 24, row.Distinct().Count() > 1, $"row {row.Key}");
    }

    [TestMethod]
    public void Pipeline_trains_on_more_rows_and_serves_on_one()
    {
        var data = Data(12, 6, 3, 3);
        var recorder = new Recorder<ClassifierProgress>();
        using var model = new EstimatorChain<ITransformer>()
            .Append(_ml.Transforms.AugmentWithGan(TinyGan.Estimator(_ml), new AugmentWithGanOptions { ImageColumnName = Bytes, Balance = true }), TransformerScope.Training)
            .Append(TinyCnn.Trainer(_ml, options => (options.ImageColumnName, options.Training.Epochs, options.Training.MinSteps, options.Progress) = (Bytes, 4, 1, recorder)))
            .Fit(data);

        Assert.AreEqual(6, recorder.Reports[^1].TotalSteps); // 4 epochs of 48 rows, not of 24, by 32
        var served = model.GetModelFor(TransformerScope.Scoring);
        Assert.IsTrue(((ITransformer)served).IsRowToRowMapper);
        Assert.HasCount(24, served.Transform(data).GetColumn<uint>("PredictedLabel").ToArray());
        Assert.IsNull(served.Transform(data).Schema.GetColumnOrNull("IsSynthetic"));
    }

    [TestMethod]
    public void Pipeline_saved_makes_the_same_rows()
    {
        var data = Data(7, 3);
        var estimator = _ml.Transforms.AugmentWithGan(TinyGan.Estimator(_ml), new AugmentWithGanOptions { ImageColumnName = Bytes, Factor = 3, AppliesTo = AugmentedRows.All });
        using var stage = estimator.Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(stage, data.Schema, file);
        file.Position = 0;

        var loaded = new MLContext(seed: 7).Model.Load(file, out _);

        RowValues.AssertSame(RowValues.Of(stage.Transform(data)), RowValues.Of(loaded.Transform(data)));
        SchemaAssert.Same(estimator.GetOutputSchema(MlNet.ShapeOf(data.Schema)), MlNet.ShapeOf(stage.GetOutputSchema(data.Schema)));
        Assert.Contains("AppliesTo", Assert.ThrowsExactly<InvalidOperationException>(() => stage.GetRowToRowMapper(data.Schema)).Message);
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void What_does_not_fit_is_refused_by_name()
    {
        using var numbers = TinyGan.Fit(_ml, options => options.LabelColumnName = nameof(Square.Place));
        using var unconditional = TinyGan.Fit(_ml, options => options.LabelColumnName = null);
        using var classifier = TinyCnn.Fit(_ml, options => options.Training.MinSteps = 1);
        var named = _ml.Transforms.Conversion.MapValueToKey("Named", nameof(Square.Class)).Fit(Data(2, 2, 2, 2)).Transform(Data(2, 2, 2, 2));
        var others = Squares.Rows(4);
        others[2].Class = "violet";
        var renamed = _ml.Transforms.Conversion.MapValueToKey("Named", nameof(Square.Class)).Fit(_ml.Data.LoadFromEnumerable(others)).Transform(Data(2, 2, 2, 2));
        using var ofNames = TinyGan.Estimator(_ml, options => options.LabelColumnName = "Named").Fit(named);

        foreach (var (text, gan, data, change) in new (string, GanTransformer, IDataView, Action<AugmentWithGanOptions>)[]
        {
            ("'Nowhere'", _gan, Data(2), options => options.ImageColumnName = "Nowhere"),
            ("'Place'", _gan, Data(2), options => options.LabelColumnName = nameof(Square.Place)),
            ("'Class'", _gan, Data(2), options => options.ImageColumnName = nameof(Square.Class)),
            ("3×16×16", _gan, Data(2), options => options.ImageColumnName = nameof(Square.Gray)),
            ("numbers", numbers, Data(2), options => { }),
            ("Balance", unconditional, Data(2), options => options.Balance = true),
            ("Classifier", unconditional, Data(2), options => options.Classifier = classifier),
            ("red, green, blue, yellow", ofNames, renamed, options => { }),
            ("'Answer'", _gan, Data(2), options => (options.Classifier, options.PredictedLabelColumnName) = (Classifier(_ => true), "Answer")),
            ("'Image'", _gan, Data(2), options => options.Classifier = classifier), // it was trained on other images
            ("Factor", _gan, Data(2), options => options.Factor = 0.5),
            ("BestOf", _gan, Data(2), options => options.BestOf = 0),
            ("Attempts", _gan, Data(2), options => options.Attempts = 0),
            ("BatchSize", _gan, Data(2), options => options.BatchSize = 0),
            ("SyntheticColumnName", _gan, Data(2), options => options.SyntheticColumnName = " "),
        })
        {
            var options = new AugmentWithGanOptions { ImageColumnName = Bytes };
            change(options);
            Assert.Contains(text, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.AugmentWithGan(data, gan, options)).Message);
        }
    }

    private static IDataView Augment(IDataView data, Action<AugmentWithGanOptions> change, MLContext? ml = null)
    {
        var options = new AugmentWithGanOptions { ImageColumnName = Bytes, Seed = 4 };
        change(options);
        return (ml ?? new MLContext(seed: 1)).Data.AugmentWithGan(data, _gan, options);
    }

    /// <summary>So many rows of each class.</summary>
    private IDataView Data(params int[] counts) =>
        _ml.Data.LoadFromEnumerable(counts.SelectMany((count, index) => Enumerable.Range(0, count).Select(i => Squares.Row(index, i))).ToArray());

    /// <summary>Gives the class that the image shows, if that is agreed to, else the next.</summary>
    private ITransformer Classifier(Func<byte[], bool> agrees) => _ml.Transforms.CustomMapping<Shown, Answer>(
        (input, output) =>
        {
            var shown = Array.IndexOf(input.Bytes, EchoArchitecture.ByteOf(1), 0, Squares.Classes);
            output.PredictedLabel = (uint)((agrees(input.Bytes) ? shown : shown + 1) % Squares.Classes);
        },
        contractName: null).Fit(Data(1));

    private static int[] Counts(IDataView data)
    {
        var labels = data.GetColumn<uint>(Label).ToArray();
        return [.. Enumerable.Range(1, Squares.Classes).Select(label => labels.Count(found => found == label))];
    }

    private static bool[] Marks(IDataView data) => [.. data.GetColumn<bool>("IsSynthetic")];

    private static bool[] Marks(IEnumerable<object[]> rows) => [.. rows.Select(row => (string)row[^1] == "True")];

    private static List<object[]> ById(IEnumerable<object[]> rows) => [.. rows.OrderBy(row => row[0].ToString(), StringComparer.Ordinal)];

    private static byte[] Planes(byte[] bgra) =>
        [.. new[] { 2, 1, 0 }.SelectMany(channel => Enumerable.Range(0, bgra.Length / 4).Select(pixel => bgra[(4 * pixel) + channel]))];

    private static byte[] Interleave(byte[] planes) =>
        [.. Enumerable.Range(0, planes.Length).Select(i => planes[(i % 3 * planes.Length / 3) + (i / 3)])];

    private sealed class Shown
    {
        [VectorType(3, Squares.Side, Squares.Side)]
        public byte[] Bytes { get; set; } = [];
    }

    private sealed class Answer
    {
        [KeyType(Squares.Classes)]
        public uint PredictedLabel { get; set; }
    }
}
