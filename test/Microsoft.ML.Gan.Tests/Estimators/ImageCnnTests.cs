using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Estimators;

[TestClass]
public class ImageCnnTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Evaluate_on_images_it_has_not_seen_finds_them_mostly_right()
    {
        using var model = TinyCnn.Fit(_ml);

        var metrics = _ml.MulticlassClassification.Evaluate(model.Transform(_ml.Data.LoadFromEnumerable(NoisySquare.Rows(200, seed: 2))));

        Assert.IsGreaterThan(0.9, metrics.MicroAccuracy);
        Assert.IsLessThan(0.6, metrics.LogLoss); // of four classes guessed blindly: 1.39
    }

    [TestMethod]
    public void Score_of_each_row_are_probabilities_and_the_label_is_their_peak()
    {
        using var model = TinyCnn.Fit(_ml, options => options.Training.MinSteps = 5);
        var made = model.Transform(_ml.Data.LoadFromEnumerable(NoisySquare.Rows(30, seed: 2)));

        var scores = Values.Vectors<float>(made, "Score");
        var labels = made.GetColumn<uint>("PredictedLabel").ToArray();

        for (var row = 0; row < 30; row++)
        {
            Assert.AreEqual(1, scores[row].Sum(), 1e-5);
            Assert.AreEqual(Array.IndexOf(scores[row], scores[row].Max()) + 1, (int)labels[row]);
        }
    }

    [TestMethod]
    public void PredictedLabel_of_named_classes_maps_back_to_the_names()
    {
        var data = _ml.Data.LoadFromEnumerable(Squares.Rows(32));
        using var model = _ml.Transforms.Conversion.MapValueToKey("Label", nameof(Square.Class))
            .Append(TinyCnn.Trainer(_ml))
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel"))
            .Fit(data);

        var answers = ((ITransformer)model).Transform(data).GetColumn<string>("Answer").ToArray();

        CollectionAssert.AreEqual(Squares.Rows(32).Select(row => row.Class).ToArray(), answers);
    }

    [TestMethod]
    public void Score_of_named_classes_has_slot_names_and_the_evaluator_uses_them()
    {
        var data = _ml.Data.LoadFromEnumerable(Squares.Rows(16));
        using var model = _ml.Transforms.Conversion.MapValueToKey("Label", nameof(Square.Class))
            .Append(TinyCnn.Trainer(_ml, options => options.Training.MinSteps = 2))
            .Fit(data);
        var made = ((ITransformer)model).Transform(data);

        VBuffer<ReadOnlyMemory<char>> names = default;
        made.Schema["Score"].GetSlotNames(ref names);

        CollectionAssert.AreEqual(Squares.ClassNames.ToArray(), names.DenseValues().Select(name => name.ToString()).ToArray());
        CollectionAssert.AreEqual(Squares.ClassNames.ToArray(), model.LastTransformer.ClassNames.ToArray());
        Assert.AreEqual(4, _ml.MulticlassClassification.Evaluate(made).ConfusionMatrix.NumberOfClasses);
    }

    [TestMethod]
    public void PredictedLabel_of_numbered_classes_keeps_their_type()
    {
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(index => new BytesRow { Image = NoisySquare.Rows(20, 1)[index].Image, Digit = (byte)(7 + (index % 2)) }));
        using var model = _ml.Transforms.Conversion.MapValueToKey("Label", nameof(BytesRow.Digit))
            .Append(TinyCnn.Trainer(_ml, options => options.Training.MinSteps = 2))
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel"))
            .Fit(data);
        using var folder = new TemporaryFolder();
        _ml.Model.Save(model, data.Schema, folder["model.zip"]);

        var made = _ml.Model.Load(folder["model.zip"], out _).Transform(data);

        Assert.AreEqual(NumberDataViewType.Byte, made.Schema["Answer"].Type);
        Assert.IsTrue(made.GetColumn<byte>("Answer").All(digit => digit is 7 or 8));
    }

    [TestMethod]
    public void Prediction_engine_gives_what_transform_gives()
    {
        var model = TinyCnn.Fit(_ml, options => options.Training.MinSteps = 5);
        var rows = NoisySquare.Rows(10, seed: 2);
        var expected = Values.Vectors<float>(model.Transform(_ml.Data.LoadFromEnumerable(rows)), "Score");
        using var engine = _ml.Model.CreatePredictionEngine<NoisySquare, Prediction>(model);

        for (var row = 0; row < rows.Length; row++)
        {
            var found = engine.Predict(rows[row]).Score;
            for (var i = 0; i < found.Length; i++)
                Assert.AreEqual(expected[row][i], found[i], 1e-5f);
        }
    }

    [TestMethod]
    public void Transform_a_row_without_an_image_has_no_class()
    {
        var rows = Squares.Rows(20);
        using var model = TinyCnn.Trainer(_ml, options => options.Training.MinSteps = 2).Fit(Squares.LoadUnsized(_ml, rows));
        rows[3].Image = null;
        var made = model.Transform(Squares.LoadUnsized(_ml, rows));

        var labels = made.GetColumn<uint>("PredictedLabel").ToArray();

        Assert.AreEqual(0u, labels[3]);
        Assert.AreEqual(19, labels.Count(label => label != 0));
        Assert.IsTrue(Values.Vectors<float>(made, "Score")[3].All(float.IsNaN));
    }

    [TestMethod]
    public void Transform_an_image_of_another_size_is_an_error_that_names_the_row()
    {
        var rows = Squares.Rows(8);
        using var model = TinyCnn.Trainer(_ml, options => options.Training.MinSteps = 2).Fit(Squares.LoadUnsized(_ml, rows));
        rows[5].Image = Squares.PlainImage(20, 20);

        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => model.Transform(Squares.LoadUnsized(_ml, rows)).GetColumn<uint>("PredictedLabel").ToArray());

        Assert.Contains("row 5", error.Message);
    }

    [TestMethod]
    public void Fit_the_same_seed_twice_gives_the_same_scores()
    {
        float[][] Scores(int seed)
        {
            using var model = TinyCnn.Fit(_ml, options => (options.Training.MinSteps, options.Seed, options.Training.Mixing) = (6, seed, new BatchMixing { MixUp = 0.3, CutMix = 1 }));
            return [.. Values.Vectors<float>(model.Transform(_ml.Data.LoadFromEnumerable(NoisySquare.Rows(9, 2))), "Score")];
        }

        Values.AssertSame(Scores(5), Scores(5));
        CollectionAssert.AreNotEqual(Scores(5)[0], Scores(6)[0]);
    }

    [TestMethod]
    [DataRow(2L << 30)]
    [DataRow(1L)] // read again in each epoch
    public void Fit_interrupted_and_resumed_gives_the_same_scores(long cacheBytes)
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        var test = _ml.Data.LoadFromEnumerable(NoisySquare.Rows(9, 2));
        float[][] Scores(Action<ImageCnnTrainer.Options> change)
        {
            using var model = TinyCnn.Fit(_ml, options =>
            {
                (options.Training.MinSteps, options.Training.Mixing, options.Input.CacheBytes) = (80, new BatchMixing { MixUp = 0.3, CutMix = 1 }, cacheBytes);
                change(options);
            });
            return [.. Values.Vectors<float>(model.Transform(test), "Score")];
        }

        var whole = Scores(_ => { });
        var interrupted = new Stopper(source);
        Assert.ThrowsExactly<OperationCanceledException>(() => Scores(options =>
            (options.Checkpoints.Directory, options.Progress, options.CancellationToken) = (folder["checkpoints"], interrupted, source.Token)));
        var resumed = new Recorder<ClassifierProgress>();
        var scores = Scores(options => (options.Checkpoints.Directory, options.Progress) = (folder["checkpoints"], resumed));

        Values.AssertSame(whole, scores);
        Assert.IsGreaterThan(interrupted.LastStep, resumed.Reports[0].Step);
    }

    [TestMethod]
    public void Fit_with_the_checkpoints_of_another_training_is_refused()
    {
        using var folder = new TemporaryFolder();
        TinyCnn.Fit(_ml, options => (options.Training.MinSteps, options.Checkpoints.Directory) = (2, folder["checkpoints"])).Dispose();

        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => TinyCnn.Fit(_ml, options => (options.Training.MinSteps, options.Training.LearningRate, options.Checkpoints.Directory) = (2, 0.001, folder["checkpoints"])));

        Assert.Contains("learningRate", error.Message);
    }

    [TestMethod]
    public void Fit_without_a_seed_takes_the_contexts()
    {
        int Seed(int context) => Once(TinyCnn.Fit(new MLContext(context), options => (options.Training.MinSteps, options.Seed) = (1, null)));

        Assert.AreEqual(Seed(4), Seed(4));
        Assert.AreNotEqual(Seed(4), Seed(5));

        static int Once(ImageCnnTransformer model)
        {
            using (model)
                return model.Seed;
        }
    }

    [TestMethod]
    public void Fit_augmented_draws_each_epoch_anew()
    {
        var augmentation = new WatchingAugmentation();
        var rows = NoisySquare.Rows(32, 1);
        using var model = _ml.Transforms.AugmentImages("Image", images => images.Then(augmentation), seed: 1)
            .Append(TinyCnn.Trainer(_ml, options => options.Training.MinSteps = 8)) // 8 epochs
            .Fit(_ml.Data.LoadFromEnumerable(rows));

        var draws = augmentation.Draws;
        Assert.IsGreaterThanOrEqualTo(8 * 32, draws.Count);
        Assert.HasCount(draws.Count, draws.Distinct());
    }

    [TestMethod]
    public void Fit_augmented_below_other_transforms_draws_each_epoch_anew()
    {
        var augmentation = new WatchingAugmentation();
        using var model = _ml.Transforms.AugmentImages("Image", images => images.Then(augmentation), seed: 1)
            .Append(_ml.Transforms.CopyColumns("Copy", "Image"))
            .Append(TinyCnn.Trainer(_ml, options => (options.Training.MinSteps, options.ImageColumnName) = (6, "Copy")))
            .Fit(_ml.Data.LoadFromEnumerable(NoisySquare.Rows(32, 1)));

        // Rows are read ahead, so there may be more epochs than needed; but each epoch draws a row once.
        Assert.IsGreaterThanOrEqualTo(6 * 32, augmentation.Draws.Distinct().Count());
    }

    [TestMethod]
    public void Fit_mixed_batches_still_learns()
    {
        using var model = TinyCnn.Fit(_ml, options => (options.Training.MinSteps, options.Training.Mixing) = (120, new BatchMixing { MixUp = 0.2, CutMix = 1, Probability = 0.5 }));

        var metrics = _ml.MulticlassClassification.Evaluate(model.Transform(_ml.Data.LoadFromEnumerable(NoisySquare.Rows(200, seed: 2))));

        Assert.IsGreaterThan(0.9, metrics.MicroAccuracy);
    }

    [TestMethod]
    public void Fit_tells_how_it_stands()
    {
        var recorder = new Recorder<ClassifierProgress>();
        using var model = TinyCnn.Fit(_ml, options => (options.Training.MinSteps, options.Progress) = (70, recorder));

        CollectionAssert.IsSubsetOf(new[] { 50, 70 }, recorder.Reports.Select(report => report.Step).ToArray()); // and every two seconds
        Assert.IsLessThan(recorder.Reports[0].Loss, recorder.Reports[^1].Loss);
        CollectionAssert.AreEqual(recorder.Reports, model.History.ToArray());
    }

    [TestMethod]
    public void Fit_cancelled_ends()
    {
        using var source = new CancellationTokenSource();
        var progress = new Stopper(source);

        Assert.ThrowsExactly<OperationCanceledException>(() => TinyCnn.Fit(
            _ml, options => (options.Training.MinSteps, options.Training.BatchSize, options.Progress, options.CancellationToken) = (1_000_000, 8, progress, source.Token)));

        Assert.IsInRange(1, 60, progress.LastStep);
    }

    [TestMethod]
    public void Fit_epochs_of_many_images_are_as_many_steps_as_they_take()
    {
        using var model = TinyCnn.Fit(_ml, options => (options.Training.Epochs, options.Training.MinSteps) = (2, 1), count: 100);

        Assert.AreEqual(7, model.History[^1].TotalSteps); // 200 images by 32
    }

    [TestMethod]
    public void Fit_data_that_do_not_fit_in_memory_learns_them()
    {
        using var model = TinyCnn.Fit(_ml, options => options.Input.CacheBytes = 1);

        var metrics = _ml.MulticlassClassification.Evaluate(model.Transform(_ml.Data.LoadFromEnumerable(NoisySquare.Rows(200, seed: 2))));

        Assert.IsGreaterThan(0.9, metrics.MicroAccuracy);
    }

    [TestMethod]
    public void Fit_rows_of_one_class_are_refused()
    {
        var rows = NoisySquare.Rows(40, 1).Where(row => row.Label == 2).ToArray();

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => TinyCnn.Trainer(_ml).Fit(_ml.Data.LoadFromEnumerable(rows)));

        Assert.Contains("one class", error.Message);
    }

    [TestMethod]
    public void Fit_label_that_is_no_key_is_refused_by_name()
    {
        var trainer = TinyCnn.Trainer(_ml, options => options.LabelColumnName = nameof(Square.Place));

        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Fit(Squares.Load(_ml)));

        Assert.Contains("'Place'", error.Message);
        Assert.Contains("MapValueToKey", error.Message);
    }

    [TestMethod]
    public void Options_that_make_no_sense_are_refused_by_name()
    {
        foreach (var (name, change) in new (string, Action<ImageCnnTrainer.Options>)[]
        {
            ("LabelColumnName", options => options.LabelColumnName = " "),
            ("ImageColumnName", options => options.ImageColumnName = ""),
            ("PredictedLabelColumnName", options => options.PredictedLabelColumnName = ""),
            ("ScoreColumnName", options => options.ScoreColumnName = "PredictedLabel"),
            ("Training.Epochs", options => options.Training.Epochs = -1),
            ("Training.MinSteps", options => options.Training.MinSteps = 0),
            ("Training.BatchSize", options => options.Training.BatchSize = 1),
            ("Training.LearningRate", options => options.Training.LearningRate = 0),
            ("Training.WeightDecay", options => options.Training.WeightDecay = double.NaN),
            ("Training.LabelSmoothing", options => options.Training.LabelSmoothing = 1),
            ("Training.Mixing.MixUp", options => options.Training.Mixing = new BatchMixing()),
            ("Training.Mixing.CutMix", options => options.Training.Mixing = new BatchMixing { CutMix = -1 }),
            ("Training.Mixing.Probability", options => options.Training.Mixing = new BatchMixing { CutMix = 1, Probability = 2 }),
            ("Device", options => options.Device = "tpu"),
            ("Input.Channels", options => options.Input.Channels = 2),
            ("Input.ImageShape", options => options.Input.ImageShape = new ImageShape(2, 16, 16)),
            ("Input.PixelLayout", options => options.Input.PixelLayout = null!),
            ("Input.CacheBytes", options => options.Input.CacheBytes = 0),
            ("PredictionBatchSize", options => options.PredictionBatchSize = 0),
        })
        {
            Assert.AreEqual(name, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TinyCnn.Trainer(_ml, change)).ParamName);
        }
    }

    [TestMethod]
    public void Dispose_frees_the_network_and_ends_it()
    {
        var data = _ml.Data.LoadFromEnumerable(NoisySquare.Rows(40, 1));
        TinyCnn.Trainer(_ml, options => options.Training.MinSteps = 2).Fit(data).Dispose();
        var before = LiveTensors.Settle();

        var model = TinyCnn.Trainer(_ml, options => options.Training.MinSteps = 2).Fit(data);
        _ = model.Transform(data).GetColumn<uint>("PredictedLabel").ToArray();
        model.Dispose();

        LiveTensors.AssertBackAt(before);
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.Transform(data));
    }

    private sealed class BytesRow
    {
        [VectorType(1, LabeledSquares.Side, LabeledSquares.Side)]
        public byte[] Image { get; set; } = [];

        public byte Digit { get; set; }
    }

    private sealed class Prediction
    {
        public float[] Score { get; set; } = [];
    }

    private sealed class Stopper(CancellationTokenSource source) : IProgress<ClassifierProgress>
    {
        public int LastStep { get; private set; }

        public void Report(ClassifierProgress value)
        {
            LastStep = value.Step;
            source.Cancel();
        }
    }
}
