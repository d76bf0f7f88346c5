using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Tests.Pipelines;

/// <summary>
/// Training-only stages in ML.NET's own operations: cross-validation and prediction engines run every stage of a
/// pipeline, whatever its scope. Trainers must get changed and synthetic rows, and scoring must not.
/// </summary>
[TestClass]
public class TrainingStageTests
{
    private const string Bytes = nameof(Square.Bytes);

    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow(TransformerScope.Everything)]
    [DataRow(TransformerScope.Training)]
    public void CrossValidate_scores_the_real_rows_as_they_are(TransformerScope scope)
    {
        var rows = Squares.Rows(60);
        var watching = new WatchingAugmentation();
        var seen = new Recorder<ClassifierProgress>();
        var pipeline = new EstimatorChain<ITransformer>()
            .Append(_ml.Transforms.AugmentWithGan(TinyGan.Estimator(_ml), Synthetic()), scope)
            .Append(_ml.Transforms.AugmentImages(Bytes, images => images.Then(watching).VerticalFlip(probability: 1)), scope)
            .Append(Trainer(seen));

        var folds = _ml.MulticlassClassification.CrossValidate(_ml.Data.LoadFromEnumerable(rows), pipeline, numberOfFolds: 3);

        var scored = folds.SelectMany(fold => Values.Vectors<byte>(fold.ScoredHoldOutSet, Bytes)).ToArray();
        CollectionAssert.AreEquivalent(rows.Select(row => Convert.ToHexString(row.Bytes)).ToArray(), scored.Select(Convert.ToHexString).ToArray());
        foreach (var fold in folds)
        {
            Assert.IsFalse(fold.ScoredHoldOutSet.GetColumn<bool>("IsSynthetic").Any(mark => mark));
            Assert.IsNotEmpty(fold.ScoredHoldOutSet.GetColumn<uint>("PredictedLabel").ToArray());
            (fold.Model as IDisposable)?.Dispose();
        }

        // Four epochs of twice as many rows as the folds have: the trainers got the synthetic ones.
        var steps = seen.Reports.Select(report => report.TotalSteps).Distinct().ToArray();
        Assert.IsTrue(steps.All(total => total is >= 8 and <= 13), string.Join(", ", steps));
        Assert.IsGreaterThanOrEqualTo(3 * 4 * 60, watching.Draws.Count);
    }

    [TestMethod]
    public void TrainTestSplit_transform_of_the_test_set_changes_nothing()
    {
        var split = _ml.Data.TrainTestSplit(_ml.Data.LoadFromEnumerable(Squares.Rows(48)), testFraction: 0.3, seed: 1);
        using var model = Pipeline().Fit(split.TrainSet);

        var scored = ((ITransformer)model).Transform(split.TestSet);

        Values.AssertSame(Values.Vectors<byte>(split.TestSet, Bytes), Values.Vectors<byte>(scored, Bytes));
        Assert.IsFalse(scored.GetColumn<bool>("IsSynthetic").Any(mark => mark));
    }

    [TestMethod]
    public void Prediction_engine_of_the_whole_model_sees_the_image_as_it_is()
    {
        using var model = Pipeline().Fit(Squares.Load(_ml));
        using var engine = _ml.Model.CreatePredictionEngine<Square, Scored>(model, new PredictionEngineOptions { OwnsTransformer = false });
        foreach (var row in Squares.Rows(5))
        {
            var scored = engine.Predict(row);

            CollectionAssert.AreEqual(row.Bytes, scored.Bytes);
            Assert.IsFalse(scored.IsSynthetic);
        }
    }

    [TestMethod]
    public void SavedModel_of_all_stages_scores_as_the_fitted_one()
    {
        using var model = Pipeline().Fit(Squares.Load(_ml));
        using var file = new MemoryStream();
        _ml.Model.Save(model, Squares.Load(_ml).Schema, file);
        file.Position = 0;
        var loaded = new MLContext(seed: 7).Model.Load(file, out _);
        var rows = Squares.Load(_ml, 9);

        Values.AssertSame(Values.Vectors<byte>(rows, Bytes), Values.Vectors<byte>(loaded.Transform(rows), Bytes));
        Values.AssertSame(Values.Vectors<float>(((ITransformer)model).Transform(rows), "Score"), Values.Vectors<float>(loaded.Transform(rows), "Score"));
        (loaded as IDisposable)?.Dispose();
    }

    [TestMethod]
    public void Chain_within_a_chain_trains_on_changed_rows_too()
    {
        var watching = new WatchingAugmentation();
        var seen = new Recorder<ClassifierProgress>();
        // ML.NET nests a chain held by a variable of the interface's type, and maps the rows a second time for later stages.
        IEstimator<ITransformer> pipeline = _ml.Transforms.CopyColumns("Copy", "Label");
        pipeline = pipeline.Append(_ml.Transforms.AugmentWithGan(TinyGan.Estimator(_ml), Synthetic()));
        pipeline = pipeline.Append(_ml.Transforms.AugmentImages(Bytes, images => images.Then(watching)));
        pipeline = pipeline.Append(Trainer(seen));
        var data = Squares.Load(_ml, 32);

        var model = pipeline.Fit(data);

        Assert.AreEqual(8, seen.Reports[^1].TotalSteps); // four epochs of 64 rows, by 32
        Assert.HasCount(watching.Draws.Count, watching.Draws.Distinct());
        Assert.IsGreaterThanOrEqualTo(4 * 64, watching.Draws.Count);
        var rows = Squares.Load(_ml, 4);
        Assert.HasCount(4, Values.Vectors<byte>(model.Transform(rows), Bytes));
        (model as IDisposable)?.Dispose();
    }

    [TestMethod]
    public void Chain_within_a_chain_of_the_training_scope_is_not_used_as_the_guide_says()
    {
        var watching = new WatchingAugmentation();
        IEstimator<ITransformer> pipeline = _ml.Transforms.CopyColumns("Copy", "Label");
        pipeline = pipeline.Append(_ml.Transforms.AugmentImages(Bytes, images => images.Then(watching)), TransformerScope.Training);
        pipeline = pipeline.Append(Trainer(new Recorder<ClassifierProgress>()));

        (pipeline.Fit(Squares.Load(_ml, 32)) as IDisposable)?.Dispose();

        Assert.IsEmpty(watching.Draws); // ML.NET's doing; what it does otherwise one day must be said otherwise in docs/augmentation.md
    }

    [TestMethod]
    public void Cache_checkpoint_before_the_stages_changes_nothing_of_that()
    {
        var watching = new WatchingAugmentation();
        var data = Squares.Load(_ml, 32);
        using var model = _ml.Transforms.CopyColumns("Copy", "Label")
            .AppendCacheCheckpoint(_ml)
            .Append(_ml.Transforms.AugmentImages(Bytes, images => images.Then(watching)))
            .Append(Trainer(new Recorder<ClassifierProgress>()))
            .Fit(data);

        Assert.IsGreaterThanOrEqualTo(4 * 32, watching.Draws.Distinct().Count());
    }

    [TestMethod]
    public void Trainer_of_ml_net_gets_changed_rows_while_it_is_fitted()
    {
        var data = Squares.Load(_ml, 40);
        IDataView? trainedOn = null;
        var augmented = _ml.Transforms.AugmentImages(new AugmentImagesEstimator.Options
        {
            OutputColumnName = Bytes,
            Augmentation = ImageAugmentation.None.VerticalFlip(probability: 1),
            Variants = 3,
            Seed = 1,
        });
        var pipeline = augmented
            .Append(_ml.Transforms.Conversion.ConvertType("Features", Bytes, DataKind.Single))
            .Append(new Spy(view => trainedOn = view))
            .Append(_ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 2));

        using var model = pipeline.Fit(data);

        Assert.AreEqual(120L, trainedOn!.GetRowCount());
        CollectionAssert.AreNotEqual(Values.Vectors<byte>(data, Bytes)[0], Values.Vectors<byte>(trainedOn, Bytes)[0]);
        var rows = Squares.Load(_ml, 7);
        Assert.HasCount(7, ((ITransformer)model).Transform(rows).GetColumn<uint>("PredictedLabel").ToArray());
    }

    [TestMethod]
    public void Fit_again_knows_the_rows_of_each_fit()
    {
        var (first, second) = (Squares.Load(_ml, 8), Squares.Load(_ml, 8));
        var estimator = _ml.Transforms.AugmentImages(Bytes, images => images.VerticalFlip(probability: 1));
        var (ofFirst, ofSecond) = (estimator.Fit(first), estimator.Fit(second));

        Assert.IsTrue(Changes(ofFirst, first) && Changes(ofSecond, second));
        Assert.IsFalse(Changes(ofFirst, second) || Changes(ofSecond, first));
        Assert.IsFalse(Changes(ofFirst, _ml.Data.TakeRows(first, 8)), "a filter gives other rows");
        Assert.IsTrue(Changes(ofFirst, _ml.Transforms.CopyColumns("Copy", "Label").Fit(first).Transform(first)), "a mapping gives the same rows");
    }

    [TestMethod]
    public void Applies_to_all_changes_whatever_it_is_given()
    {
        var data = Squares.Load(_ml, 8);
        var options = new AugmentImagesEstimator.Options
        {
            OutputColumnName = Bytes,
            Augmentation = ImageAugmentation.None.VerticalFlip(probability: 1),
            AppliesTo = AugmentedRows.All,
        };
        var images = _ml.Transforms.AugmentImages(options).Fit(data);
        using var gan = _ml.Transforms.AugmentWithGan(
            TinyGan.Estimator(_ml), new AugmentWithGanOptions { ImageColumnName = Bytes, AppliesTo = AugmentedRows.All }).Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(images, data.Schema, file);
        file.Position = 0;

        Assert.IsTrue(Changes(images, Squares.Load(_ml, 5)));
        Assert.IsTrue(Changes(_ml.Model.Load(file, out _), Squares.Load(_ml, 5)));
        Assert.HasCount(10, gan.Transform(Squares.Load(_ml, 5)).GetColumn<bool>("IsSynthetic").ToArray());
    }

    [TestMethod]
    public void Rows_that_are_left_as_they_are_are_told_in_the_log()
    {
        var log = new LogRecorder(_ml);
        var data = Squares.Load(_ml, 8);
        var images = _ml.Transforms.AugmentImages(Bytes, augment => augment.VerticalFlip()).Fit(data);

        images.Transform(data);
        Assert.IsEmpty(Told());
        images.Transform(Squares.Load(_ml, 5));
        Assert.ContainsSingle(message => message.Contains("'Bytes'", StringComparison.Ordinal), Told());

        string[] Told() => [.. log.Of(ChannelMessageKind.Info).Where(message => message.Contains("AppliesTo", StringComparison.Ordinal))];
    }

    [TestMethod]
    public void Crops_of_another_size_become_the_middle_where_nothing_is_changed()
    {
        // Each pixel says where it is: row 16·y + x.
        var planes = Enumerable.Range(0, 3 * 256).Select(i => (byte)(i % 256)).ToArray();
        var data = _ml.Data.LoadFromEnumerable([new Square { Bytes = planes, Image = Squares.ImageOf(planes, 16, 16) }]);
        var other = _ml.Data.LoadFromEnumerable([new Square { Bytes = planes, Image = Squares.ImageOf(planes, 16, 16) }]);

        var cropped = _ml.Transforms.AugmentImages(Bytes, images => images.RandomCrop(8, 12)).Fit(data).Transform(other);
        var stretched = _ml.Transforms.AugmentImages(Bytes, images => images.RandomResizedCrop(8, 8)).Fit(data).Transform(other);
        var padded = _ml.Transforms.AugmentImages("Image", images => images.Pad(2).RandomCrop(16, 16)).Fit(data).Transform(other);

        var pixels = Values.Vectors<byte>(cropped, Bytes).Single();
        Assert.AreEqual((4 * 16) + 2, pixels[0]);
        Assert.AreEqual((11 * 16) + 13, pixels[95]);
        Assert.HasCount(3 * 64, Values.Vectors<byte>(stretched, Bytes).Single());
        CollectionAssert.AreEqual(Squares.ImageOf(planes, 16, 16).Pixels.ToArray(), Values.Images(padded, "Image").Single());
    }

    private static bool Changes(ITransformer transformer, IDataView data) =>
        !Values.Vectors<byte>(data, Bytes)[0].SequenceEqual(Values.Vectors<byte>(transformer.Transform(data), Bytes)[0]);

    private static AugmentWithGanOptions Synthetic() => new() { ImageColumnName = Bytes, Seed = 5 };

    private ImageCnnTrainer Trainer(IProgress<ClassifierProgress> progress) =>
        TinyCnn.Trainer(_ml, options => (options.ImageColumnName, options.Training.Epochs, options.Training.MinSteps, options.Progress) = (Bytes, 4, 1, progress));

    private EstimatorChain<ImageCnnTransformer> Pipeline() => _ml.Transforms.AugmentWithGan(TinyGan.Estimator(_ml), Synthetic())
        .Append(_ml.Transforms.AugmentImages(Bytes, images => images.VerticalFlip(probability: 1)))
        .Append(Trainer(new Recorder<ClassifierProgress>()));

    private sealed class Scored
    {
        [VectorType(3, Squares.Side, Squares.Side)]
        public byte[] Bytes { get; set; } = [];

        public bool IsSynthetic { get; set; }
    }

    /// <summary>Sees what a stage at its place is fitted to.</summary>
    private sealed class Spy(Action<IDataView> see) : IEstimator<ITransformer>
    {
        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;

        public ITransformer Fit(IDataView input)
        {
            see(input);
            return new TransformerChain<ITransformer>();
        }
    }
}
